
# What this ship is called, as UFO itself has it: its own defaults are in no variable.
def layers
  known = %i[root env role app extra].select { |name| Ufo.respond_to?(name) }
  values = known.to_h { |name| [name == :root ? "ufo-root" : name, Ufo.public_send(name).to_s] }
  values.reject { |_name, value| value.empty? }.map { |name, value| "--#{name}=#{value}" } + evaluated
end

# The settings as they are once UFO has run config.rb: what is computed there is known here.
def evaluated
  return [] unless Ufo.respond_to?(:config)

  require "json"
  names = %i[autoscaling dns docker ecs elb names ps state vpc waf]
  sections = names.select { |name| Ufo.config[name].is_a?(Hash) }
  settings = sections.map { |name| flat(name.to_s, Ufo.config[name]) }.reduce({}, :merge)
  ["--evaluated=#{JSON.generate(settings)}"]
end

def flat(path, value)
  return value.map { |key, one| flat("#{path}.#{key}", one) }.reduce({}, :merge) if value.is_a?(Hash)

  plain = [nil, true, false].include?(value) || value.is_a?(Numeric) || value.is_a?(String)
  plain ||= value.is_a?(Array) && value.all?(String)
  plain ? { path => value } : {}
end
