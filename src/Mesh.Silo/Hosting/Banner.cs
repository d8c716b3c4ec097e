using Mesh.Grains.Catalog;

namespace Mesh.Silo.Hosting;

/// <summary>Tells the person at the terminal what is served and what to try.</summary>
internal sealed class Banner(MeshSettings settings, CatalogView views, IHostApplicationLifetime lifetime) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Print);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Print()
    {
        var view = views.Current;
        var names = view.Document.Routes.Select(r => r.Name).Concat(view.Document.Models.Select(m => m.Name)).Take(12);
        Console.Out.WriteLine($"""
            MeshSilo is ready: {string.Join(", ", names)}
              OpenAI  {settings.Http}/v1    gRPC  {settings.Grpc}    metrics  {settings.Admin}/metrics
            Try:
              curl {settings.Http}/v1/chat/completions -H 'content-type: application/json' -d '{"{"}"model":"auto","messages":[{"{"}"role":"user","content":"hello"{"}"}]{"}"}'
              curl {settings.Http}/v1/models
              curl {settings.Admin}/metrics
            """);
    }
}
