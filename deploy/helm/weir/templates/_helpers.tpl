{{- define "weir.selector" -}}
app.kubernetes.io/name: weir
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "weir.labels" -}}
{{ include "weir.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* The ports are those of weir.yaml, so that the two cannot differ. */}}
{{- define "weir.monitorPort" -}}
{{ regexFind "[0-9]+$" .Values.settings.monitor.listen }}
{{- end }}

{{- /* Empty without a `bulk` source. */}}
{{- define "weir.bulkPort" -}}
{{ dig "sources" "bulk" "listen" "" .Values.settings | regexFind "[0-9]+$" }}
{{- end }}

{{- /* Empty for the rules of the image. */}}
{{- define "weir.rules" -}}
{{ if .Values.rules.files }}{{ .Release.Name }}-rules{{ else }}{{ .Values.rules.configMap }}{{ end }}
{{- end }}

{{- define "weir.probe" -}}
port: monitor
scheme: {{ if .Values.settings.monitor.tls }}HTTPS{{ else }}HTTP{{ end }}
{{- end }}
