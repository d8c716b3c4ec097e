using System.Text.Json.Nodes;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Alerts;

/// <summary>The rules of the PrometheusRule, in the form of a rule file.</summary>
internal static class AlertRules
{
    /// <summary>The rule file; JSON is YAML.</summary>
    public static JsonNode Read() => Build.Read("prod").OfKind("PrometheusRule").Single().Spec.DeepClone();

    /// <summary>Every rule of a rule file.</summary>
    public static IEnumerable<JsonNode> Of(JsonNode file) => file["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Select(r => r!);

    /// <summary>The name of an alert; null for a recording rule.</summary>
    public static string? AlertOf(JsonNode rule) => rule["alert"]?.GetValue<string>();
}
