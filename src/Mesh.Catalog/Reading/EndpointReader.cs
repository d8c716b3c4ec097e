using System.Text.RegularExpressions;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one endpoint.</summary>
internal static partial class EndpointReader
{
    private const int Most = 1_000_000_000;

    public static EndpointEntry Read(string name, Section section)
    {
        var provider = Required(section, "provider", "Name one of the providers above.");
        var model = Required(section, "model", "Name one of the models above.");
        var node = Node(section);
        var limits = section.Child("limits");
        var endpoint = new EndpointEntry
        {
            Name = name,
            Provider = provider,
            Model = model,
            UpstreamModel = section.Text("upstreamModel") ?? model,
            Limits = limits is null ? new EndpointLimits() : Limits(limits),
            Weight = (double)(section.Number("weight", 0.000001m, 1_000_000) ?? 1),
            Priority = section.Integer("priority", 0, 1_000_000) ?? 0,
            GpuHourUsd = section.Number("gpuHourUsd", 0, 100_000),
            Price = ModelReader.Price(section, "price", PriceSource.Declared),
            Timeouts = TimeoutsReader.Read(section) ?? new UpstreamTimeouts(),
            MaxAnswerBytes = TimeoutsReader.MaxAnswerBytes(section),
            Node = node,
        };
        if (node is not null)
        {
            AtNodes(endpoint, section, limits);
        }

        if (endpoint is { GpuHourUsd: not null, Price: not null })
        {
            section.Wrong("gpuHourUsd", "stands beside 'price'.", "Keep the one that holds: an hour of the machine, or tokens.");
        }

        section.Finish();
        return endpoint;
    }

    private static string? Node(Section section)
    {
        var node = section.Text("node", "Write a node's name or a pattern, such as gpu-*.");
        if (node is not null && !NodePattern().IsMatch(node))
        {
            section.Wrong("node", $"'{Shown.Of(node)}' is not a node's name.", "Use up to 128 letters, digits and . _ -, and * for any run of them: gpu-*.");
            return null;
        }

        return node;
    }

    // What a vendor limits, and one name for several models, have no meaning at an engine.
    private static void AtNodes(EndpointEntry endpoint, Section section, Section? limits)
    {
        if (endpoint.ServesAnyModel && section.Has("upstreamModel"))
        {
            section.Wrong("upstreamModel", "stands beside 'model: auto', which takes every model of the engine.", "Keep one of them.");
        }

        if (endpoint.Limits.RequestsPerMinute is not null)
        {
            limits!.Wrong("rpm", "is a vendor's limit; an engine on a node has none by the minute.", "Write 'concurrency', or take it out.");
        }

        if (endpoint.Limits.TokensPerMinute is not null)
        {
            limits!.Wrong("tpm", "is a vendor's limit; an engine on a node has none by the minute.", "Write 'concurrency', or take it out.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9*][A-Za-z0-9._*-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NodePattern();

    private static EndpointLimits Limits(Section limits)
    {
        var read = new EndpointLimits
        {
            RequestsPerMinute = limits.Integer("rpm", 1, Most),
            TokensPerMinute = limits.Integer("tpm", 1, Most),
            Concurrency = limits.Integer("concurrency", 1, Most),
        };
        limits.Finish();
        return read;
    }

    private static string Required(Section section, string field, string mend)
    {
        if (!section.Has(field))
        {
            section.Wrong(field, "is missing.", mend);
        }

        return section.Text(field) ?? "";
    }
}
