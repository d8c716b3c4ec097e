using System.CommandLine;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary><c>mesh models</c>.</summary>
internal sealed class ModelsCommand : Command
{
    private static readonly Column[] s_columns = ["model", "family", "can", Column.Number("context"), Column.Number("USD/M in"), Column.Number("USD/M out"), "state"];
    private readonly Session _session;

    public ModelsCommand(Session session)
        : base("models", "Lists the models with their prices.")
    {
        _session = session;
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var models = await Pages.AllAsync<V1.Model>(async page =>
        {
            var response = await mesh.Models.ListModelsAsync(new V1.ListModelsRequest { PageSize = Pages.Size, PageToken = page }, cancellationToken: cancellationToken);
            return (response.Models, response.NextPageToken);
        });
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { models = models.Select(Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, models.Select(Row));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(V1.Model model) =>
    [
        model.Simulated ? $"{model.Name} (simulated)" : model.Name,
        model.Family,
        string.Join(' ', model.Capabilities),
        model.ContextTokens == 0 ? "?" : Numbers.Count(model.ContextTokens),
        Price(model.PriceInUsd, model),
        Price(model.PriceOutUsd, model),
        model.State,
    ];

    private static string Price(double usd, V1.Model model) => Numbers.Plain(usd) + (model.PriceEstimated ? " (estimated)" : "");

    private static object Plain(V1.Model model) => new
    {
        model.Name,
        model.Family,
        capabilities = model.Capabilities,
        model.ContextTokens,
        model.PriceInUsd,
        model.PriceOutUsd,
        model.PriceEstimated,
        model.Simulated,
        model.State,
    };
}
