class UfoPreflight
  CHECK = [@CHECK@].freeze
  # Thor takes the beginning of a command for it, where only one command begins so.
  COMMANDS = %w[
    build cancel central clean completion completion_script destroy docker exec help init logs new
    ps releases rollback scale ship status stop version
  ].freeze
  HELP = %w[-h -? --help -D help].freeze

  def self.command
    word = ARGV.first.to_s.tr("-", "_")
    found = COMMANDS.select { |name| !word.empty? && name.start_with?(word) }
    found.include?(word) || found.size != 1 ? word : found.first
  end

  # UFO lets nothing else stop it here: it ignores what a shell command returns.
  def call
    return if %w[build docker].include?(self.class.command) || (ARGV & HELP).any? # they ship nothing
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
