using System.Text.Json;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Grains.Catalog;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Data;
using Mesh.Strategies.Tools;

namespace Mesh.Grains.Tools;

/// <summary>Who may use which tool server for what, by the running catalogue. Every offer and every call ends here.</summary>
public sealed class ToolPermits(CatalogView views)
{
    /// <summary>The server as it is written now; null where there is none.</summary>
    internal ToolServerEntry? Find(string server) => views.Current.Document.ToolServers.FirstOrDefault(s => string.Equals(s.Name, server, StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a request may not use a server; null where it may.</summary>
    /// <param name="server">The server.</param>
    /// <param name="task">The request.</param>
    /// <param name="arguments">What the server would be told; null while nothing is.</param>
    internal ToolOutcome? Refusal(ToolServerEntry server, ChatTask task, string? arguments)
    {
        if (server.Tenants is { } tenants && !tenants.Contains(task.Query.Caller?.Tenant ?? "", StringComparer.Ordinal))
        {
            return ToolOutcome.TenantPolicy;
        }

        // What models were shown, tools' results included, may stand in what they say; so may what they know of elsewhere.
        var classes = DataGate.Join(task.Query.Data, task.Found?.All ?? []);
        if (arguments is not null)
        {
            var view = views.Current;
            classes = DataGate.ClassesOf(view, task.Query with { Data = classes, Signals = RequestSignals.Of([arguments, .. Decoded(arguments)], view.Tasks) });
        }

        return DataGate.Permits(server.Data, classes) ? null : ToolOutcome.DataPolicy;
    }

    // The server reads what stands behind escapes.
    private static IEnumerable<string> Decoded(string arguments)
    {
        JsonDocument read;
        try
        {
            read = JsonDocument.Parse(arguments);
        }
        catch (JsonException)
        {
            return [];
        }

        using (read)
        {
            return [.. Texts(read.RootElement)];
        }
    }

    private static IEnumerable<string> Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Texts(p.Value).Prepend(p.Name)),
        _ => [],
    };

    /// <summary>Whether a server's entry lets a tool be called.</summary>
    internal static bool Allows(ToolServerEntry server, string tool) => server.Tools is not { } allowed || allowed.Contains(tool, StringComparer.Ordinal);
}
