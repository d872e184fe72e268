// A painted panel of the head-up display; its colours are encoded and premultiplied.
in vec2 vAt;
out vec4 FragColor;
uniform sampler2D Panel;

void main() { FragColor = texture(Panel, vAt); }
