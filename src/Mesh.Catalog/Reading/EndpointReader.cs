using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Reading;

/// <summary>Reads one endpoint.</summary>
internal static class EndpointReader
{
    private const int Most = 1_000_000_000;

    public static EndpointEntry Read(string name, Section section)
    {
        var provider = Required(section, "provider", "Name one of the providers above.");
        var model = Required(section, "model", "Name one of the models above.");
        if (section.Text("node") is not null)
        {
            section.Wrong("node", "is not built yet: engines are found by address only.", "Take it out and give the provider its 'baseUrl'.");
        }

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
        };
        if (endpoint is { GpuHourUsd: not null, Price: not null })
        {
            section.Wrong("gpuHourUsd", "stands beside 'price'.", "Keep the one that holds: an hour of the machine, or tokens.");
        }

        section.Finish();
        return endpoint;
    }

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
