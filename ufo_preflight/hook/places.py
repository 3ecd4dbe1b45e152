"""The places where the check can stand, and what each can stop and cannot."""

from __future__ import annotations

# What UFO runs when, and what can stop it: https://ufoships.com/docs/config/hooks/
PLACES = """\
where the check can stand, and what it stops:

  .ufo/config/hooks/docker.rb  (hook --install)
      stops `ufo ship` of v6.3 and later before docker builds, knowing what UFO has evaluated.
      Not `ufo ship --no-docker` and `ufo rollback`, which run no hook of this file. With a
      Dockerfile.erb and s3 state, or a FROM in ECR, UFO asks AWS before: use --boot there.
  .ufo/config/boot.rb          (hook --boot --install)
      stops `ufo ship` and `ufo rollback` of v6 before anything, with and without docker.
      Does not know what config.rb, or boot/ENV.rb after it, will set: an app without UFO_APP, a
      profile in ENV["AWS_PROFILE"].
  ufo-ship on the PATH         (hook --wrapper)
      stops every UFO, v4 and v5 too, before Ruby starts.
      Not somebody who types `ufo ship`.
  bin/deploy of UFO v4 and v5  (they have no hooks)
      put `ufo-preflight run --` before its `ufo ships` or `ufo ship`.
      Not somebody who types `ufo ship`.
  a pipeline                   (hook --ci github, gitlab or codebuild)
      stops what ships from there, with the credentials of the pipeline.

A hook given as a string, or a lambda, stops nothing or everything: UFO ignores what the command
returns, exit_on_fail or not, and refuses every lambda.
"""
