class UfoPreflight
  CHECK = [@CHECK@].freeze

  # UFO lets nothing else stop it here: it ignores what a shell command returns.
  def call
    return if %w[build docker].include?(ARGV.first) # they ship nothing
    return say("UFO_PREFLIGHT_SKIP is set: NOT CHECKED, the ship goes on") if skipped?

    @BUILD@
    $stdout.flush
    passed = system(*CHECK@LAYERS@)
    stop(127, "#{CHECK.first} is not on the PATH: not checked, not shipped") if passed.nil?
    exit($?.exitstatus || 128 + $?.termsig) unless passed
    @UNBUILT@
  end

  private

  def skipped?
    %w[1 true yes on].include?(ENV["UFO_PREFLIGHT_SKIP"].to_s.downcase)
  end

  def say(text)
    $stderr.puts("ufo-preflight: #{text}")
  end

  def stop(code, text)
    say(text)
    exit(code)
  end
  @METHODS@
end
