using Mesh.Grains.Catalog;

namespace Mesh.Silo.Hosting;

/// <summary>Tells the person at the terminal what is served and what to try.</summary>
internal static class Banner
{
    private const int MostNames = 12;

    /// <summary>Prints it once the process serves.</summary>
    public static WebApplication Announce(this WebApplication app, MeshSettings settings)
    {
        app.Lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(Text(settings, app.Services.GetRequiredService<CatalogView>())));
        return app;
    }

    private static string Text(MeshSettings settings, CatalogView views)
    {
        var document = views.Current.Document;
        var names = document.Routes.Select(r => r.Name).Concat(document.Models.Select(m => m.Name)).ToArray();
        var shown = string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
        var model = names.FirstOrDefault() ?? "auto";
        return $$"""
            MeshSilo is ready: {{shown}}
              OpenAI  {{settings.Http}}/v1    gRPC  {{settings.Grpc}}    metrics  {{settings.Admin}}/metrics
            Try:
              dotnet run --project src/Mesh.Cli -- chat "hello"
              curl {{settings.Http}}/v1/chat/completions -H 'content-type: application/json' -d '{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]}'
              curl {{settings.Admin}}/metrics
            """;
    }
}
