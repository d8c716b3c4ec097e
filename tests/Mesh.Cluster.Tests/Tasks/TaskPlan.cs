using System.Globalization;
using System.Text;

namespace Mesh.Cluster.Tests.Tasks;

/// <summary>A catalogue whose route has a plan of pipelines in a pipeline.</summary>
internal static class TaskPlan
{
    /// <summary>Pipelines.</summary>
    public const int Parts = 4;

    /// <summary>Steps of each, which ask a model.</summary>
    public const int Steps = 12;

    /// <summary>Nodes that ask a model.</summary>
    public const int Calls = Parts * Steps;

    /// <summary>Nodes whose answers are kept by their paths: all but the root, whose answer is the task's.</summary>
    public const int Kept = Calls + Parts;

    /// <summary>The catalogue.</summary>
    /// <param name="upstream">The upstream's root.</param>
    public static string Catalog(string upstream)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{upstream}}" }
            models:
              m: { capabilities: [text], context: 1000000, price: { in: 1, out: 2 } }
            endpoints:
              e: { provider: fake, model: m, upstreamModel: up }
            routes:
              long:
                plan:
                  pipeline:
            """);
        for (var part = 0; part < Parts; part++)
        {
            // The first two run beside each other, and so do the others behind them.
            var after = part < 2 ? "[]" : "[part0, part1]";
            text.AppendLine(CultureInfo.InvariantCulture, $"        - name: part{part}\n          after: {after}\n          pipeline:");
            for (var step = 0; step < Steps; step++)
            {
                var before = step == 0 ? "" : $" Before: {{{{steps.s{step - 1}.text}}}}";
                text.AppendLine(CultureInfo.InvariantCulture, $"            - {{ name: s{step}, prompt: \"{PacedUpstream.Prompt($"p{part}s{step}")}{before}\", model: m }}");
            }
        }

        return text.ToString();
    }
}
