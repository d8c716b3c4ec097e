using System.CommandLine;
using Mesh.Catalog.Reading;
using Mesh.Cli.Terminals;
using Mesh.Contracts.Catalog;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog check</c>: without a mesh.</summary>
internal sealed class CheckCommand : Command
{
    private readonly Session _session;
    private readonly CatalogFiles _files;

    public CheckCommand(Session session)
        : base("check", "Tells the mistakes in a catalogue, as the mesh would; needs no mesh.")
    {
        _session = session;
        _files = new CatalogFiles(this);
        SetAction((parsed, _) => session.RunAsync(() => RunAsync(parsed)));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var (terminal, json) = (_session.Terminal, _session.WantsJson(parsed));
        var files = _files.Read(parsed);
        var (document, mistakes) = CatalogReader.Read(files);
        if (document is null)
        {
            return await Mistakes.WriteAsync(terminal, mistakes, json);
        }

        if (json)
        {
            await JsonText.WriteAsync(terminal, new { good = true, providers = document.Providers.Count, models = document.Models.Count, endpoints = document.Endpoints.Count, routes = document.Routes.Count });
        }
        else
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"{string.Join(", ", files.Select(f => f.Name))}: good. {Summary(document)}"));
        }

        return ExitCode.Ok;
    }

    private static string Summary(CatalogDocument document) =>
        $"{Count(document.Providers.Count, "provider")}, {Count(document.Models.Count, "model")}, {Count(document.Endpoints.Count, "endpoint")}, {Count(document.Routes.Count, "route")}.";

    private static string Count(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
