
# What this ship is called, as UFO itself has it: its own defaults are in no variable.
def layers
  known = %i[root env role app extra].select { |name| Ufo.respond_to?(name) }
  values = known.to_h { |name| [name == :root ? "ufo-root" : name, Ufo.public_send(name).to_s] }
  values.reject { |_name, value| value.empty? }.map { |name, value| "--#{name}=#{value}" }
end
