# Stands in for `ufo` of v6.3 as far as hooks go: what runs when, and what can stop it.
#
# Where it differs from UFO:
# - docker, AWS and the deploy are printed words, and no configuration is read: the app is "demo".
# - there is no question before a ship, and no log line before a hook.
# - where UFO prints a Ruby backtrace, it prints one line; the exit codes are the same.
require "fileutils"
require "json"
require "pathname"
require "thor"

module Ufo
  @booted = false

  class << self
    attr_writer :booted

    def env = @env ||= ENV["UFO_ENV"] || "dev"
    def role = ENV["UFO_ROLE"] || "web"
    def extra = ENV["UFO_EXTRA"].to_s.empty? ? nil : ENV["UFO_EXTRA"]
    # What config.rb would have evaluated to: nested, with symbols for keys, as OrderedOptions are.
    def config = JSON.parse(ENV.fetch("STANDIN_CONFIG", "{}"), symbolize_names: true)

    def root = Pathname.new(ENV["UFO_ROOT"] || ".")

    # Before the configuration is read the app is unknown, and asking for it ends UFO.
    def app
      return ENV["UFO_APP"] if ENV["UFO_APP"]
      return "demo" if @booted

      puts "ERROR: Ufo.app is not known yet"
      exit 1
    end
  end
end

# One hook file, read each time its point in the ship is reached.
class HookFile
  def initialize(name)
    @hooks = { before: {}, after: {} }
    path = Ufo.root.join(".ufo/config/hooks", name)
    instance_eval(path.read, path.to_s) if path.exist?
  rescue Exception => e # even `exit 0` at the top level of a hook file ends UFO with 1
    puts "ERROR: #{e.class} in #{name}: #{e.message}"
    exit 1
  end

  def before(*names, **options) = add(:before, names, options)
  def after(*names, **options) = add(:after, names, options)

  def around(point)
    run(:before, point)
    yield
    run(:after, point)
  end

  private

  def add(time, names, options)
    names.each { |name| (@hooks[time][name.to_s] ||= []) << options }
  end

  def run(time, point)
    (@hooks[time][point] || []).each { |hook| execute(hook[:execute]) }
  end

  def execute(wanted)
    return system(wanted) if wanted.is_a?(String) # what it returns is dropped

    if wanted.respond_to?(:public_instance_methods) && wanted.public_instance_methods.include?(:call)
      wanted = wanted.new
    end
    case wanted.method(:call).arity
    when 0 then wanted.call
    when 1 then wanted.call(self)
    else raise "call method has more than 1 argument"
    end
  end
end

def boot
  ["boot", "boot/#{Ufo.env}"].each do |name|
    path = Ufo.root.join(".ufo/config/#{name}.rb").expand_path
    require path.to_s if path.exist?
  end
  Ufo.booted = true
end

def docker_hooks(*steps)
  return if ARGV.include?("--no-docker")

  steps.each { |step| HookFile.new("docker.rb").around(step) { puts "DOCKER #{step}" } }
end

def write_template
  output = Ufo.root.join(".ufo/output")
  HookFile.new("ufo.rb").around("build") do
    abort "ufo build failed" if ENV["STANDIN_BUILD_FAILS"]
    FileUtils.mkdir_p(output)
    output.join("template.yml").write("Resources: {}\n")
    puts "BUILT template"
  end
end

# The commands of UFO 6 and how it finds them: lib/ufo/cli.rb and lib/ufo/command.rb.
class Cli < Thor
  def self.exit_on_failure? = true

  def self.dispatch(command, args, options, config)
    help_flags = Thor::HELP_MAPPINGS + ["help"]
    if args.length > 1 && !(args & help_flags).empty?
      args -= help_flags
      args.insert(-2, "help")
    end
    super
  end

  %w[cancel central clean destroy exec init logs new releases scale status stop version].each do |name|
    desc name, name
    define_method(name) { |*| puts name.upcase }
  end

  desc "ship", "ship"
  option :wait, type: :boolean, default: true
  option :image, aliases: :i
  option :docker, type: :boolean, default: true
  option :yes, aliases: :y, type: :boolean
  no_commands { def app = ENV.fetch("UFO_APP", "demo") }
  def ship
    docker_steps("build", "push")
    build_template
    HookFile.new("ufo.rb").around("ship") { puts "SHIPPED #{app}" }
  end

  desc "rollback VERSION", "rollback"
  def rollback(_version)
    build_template
    HookFile.new("ufo.rb").around("ship") { puts "SHIPPED #{app}" }
  end

  desc "build", "build"
  option :docker, type: :boolean, default: true
  def build
    docker_steps("build", "push")
    build_template
  end

  desc "docker", "docker"
  def docker(*) = docker_steps("build")

  desc "ps", "ps"
  def ps = puts("PS")

  no_commands do
    def docker_steps(*steps) = docker_hooks(*steps)
    def build_template = write_template
  end
end

$stdout.sync = true
boot
Cli.start(ARGV)
