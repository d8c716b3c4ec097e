using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Mesh.Silo.Hosting;
using Mesh.Testing.Files;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Catalog;

/// <summary>A mesh whose files and store outlive it, seen through its doors.</summary>
internal sealed class CatalogMesh : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-catalog-");
    private readonly ConcurrentDictionary<string, int> _reloads = new();
    private CatalogLooks _looks = new();
    private RunningMesh? _mesh;
    private MeterListener? _listener;
    private GrpcChannel? _channel;

    public V1.AdminService.AdminServiceClient Admin => new(_channel);

    /// <summary>The catalogue's file unless others are named at the start.</summary>
    public string File => Path("catalog.yaml");

    public MeshSettings Settings => _mesh!.Settings;

    public static async Task<CatalogMesh> StartAsync(string catalog)
    {
        var mesh = new CatalogMesh();
        await System.IO.File.WriteAllTextAsync(mesh.File, catalog);
        await mesh.StartAsync();
        return mesh;
    }

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Starts it, or starts it again over the same files and store.</summary>
    public async Task StartAsync(Action<MeshSettings>? configure = null)
    {
        await StopAsync();
        _looks = new CatalogLooks();
        _mesh = await RunningMesh.StartAsync(
            configure: settings =>
            {
                (settings.Data, settings.Catalog) = (Path("data"), File);
                configure?.Invoke(settings);
            },
            services: services => services.AddSingleton<IOutgoingGrainCallFilter>(_looks));
        _listener = Listen(_mesh.Services.GetRequiredService<IMeterFactory>());
        _channel = GrpcChannel.ForAddress(_mesh.Settings.Admin, new GrpcChannelOptions
        {
            HttpHandler = new GrpcWebHandler(new HttpClientHandler()),
            HttpVersion = HttpVersion.Version11,
        });
    }

    public async Task StopAsync()
    {
        _channel?.Dispose();
        _listener?.Dispose();
        _reloads.Clear();
        if (_mesh is { } running)
        {
            _mesh = null;
            await running.DisposeAsync();
        }
    }

    /// <summary>Swaps a file whole, as editors do.</summary>
    public Task EditAsync(string text, string? file = null) => FollowedFile.ReplaceAsync(file ?? File, text);

    public async Task<V1.CatalogResult> ApplyAsync(string text, string note = "", string? key = null) => await Admin.ApplyCatalogAsync(
        new V1.ApplyCatalogRequest { Author = note, Files = { new V1.CatalogFile { Name = "api.yaml", Text = text } } },
        key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } });

    public async Task<IReadOnlyList<V1.Revision>> RevisionsAsync() => (await Admin.ListRevisionsAsync(new V1.ListRevisionsRequest { PageSize = 1000 })).Revisions;

    /// <summary>What a chat request for a name is answered, and its headers; the status where it is refused.</summary>
    public async Task<(string Text, Dictionary<string, string> Headers)> AskAsync(string name)
    {
        using var response = await _mesh!.PostAsync("/v1/chat/completions", $$"""{"model":"{{name}}","messages":[{"role":"user","content":"hello"}]}""");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (body["choices"]?[0]!["message"]!["content"]!.GetValue<string>() ?? ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture),
            response.Headers.ToDictionary(h => h.Key, h => h.Value.First()));
    }

    public async Task<string> PostAsync(string path, string json)
    {
        using var response = await _mesh!.PostAsync(path, json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response.Headers.GetValues("x-mesh-cost-usd").Single();
    }

    /// <summary>The revision that the admin door says is running.</summary>
    public async Task<int> RevisionAsync()
    {
        var text = await _mesh!.Http.GetStringAsync(new Uri(Settings.Admin + "/health/ready"));
        return int.Parse(text["ready, revision ".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>What is counted at the admin door.</summary>
    public Task<string> MetricsAsync() => _mesh!.Http.GetStringAsync(new Uri(Settings.Admin + "/metrics"));

    /// <summary>Readings of the files with a result, since the start.</summary>
    public int Reloads(string result) => _reloads.GetValueOrDefault(result);

    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what, int seconds = 90)
    {
        for (var i = 0; !await holds(); i++)
        {
            Assert.True(i < 10 * seconds, $"{what} did not come true within {seconds} s");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until it has looked at its files often enough to have taken what is in them now.</summary>
    public Task LooksAsync() => _looks.EnoughAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    // Of this mesh's own meter: other tests run meshes in this process too, and an exporter shows them all.
    private MeterListener Listen(IMeterFactory meters)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "meshsilo.catalog.reloads" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => _reloads.AddOrUpdate((string)tags[0].Value!, (int)value, (_, sum) => sum + (int)value));
        listener.Start();
        return listener;
    }
}
