"""The files of UFO 6 in the order in which it reads them."""

from __future__ import annotations

from ufo_preflight.project.layers import Layers, config_files, vars_files


def test_configuration_files():
    assert config_files(Layers("dev", "web")) == (
        ".ufo/config.rb",
        ".ufo/config/base.rb",
        ".ufo/config/dev.rb",
        ".ufo/config/env.rb",
        ".ufo/config/env/base.rb",
        ".ufo/config/env/dev.rb",
        ".ufo/config/web.rb",
        ".ufo/config/web/base.rb",
        ".ufo/config/web/dev.rb",
    )


def test_an_app_and_an_extra_add_their_own():
    files = config_files(Layers("dev", "web", "shop", "2"))
    assert len(files) == 24
    assert files[3] == ".ufo/config/dev-2.rb"
    assert files[-1] == ".ufo/config/shop/web/dev-2.rb"


def test_files_of_variables():
    assert vars_files(Layers("dev", "web"), "shop") == (
        ".ufo/vars.rb",
        ".ufo/vars/base.rb",
        ".ufo/vars/dev.rb",
        ".ufo/vars/web.rb",
        ".ufo/vars/web/base.rb",
        ".ufo/vars/web/dev.rb",
        ".ufo/vars/shop.rb",
        ".ufo/vars/shop/base.rb",
        ".ufo/vars/shop/dev.rb",
        ".ufo/vars/shop/web.rb",
        ".ufo/vars/shop/web/base.rb",
        ".ufo/vars/shop/web/dev.rb",
    )
    assert len(vars_files(Layers("dev", "web"), "")) == 6
