using System.Text;

namespace Mesh.Grains.Tests.Workers;

/// <summary>Callers that ask an engine past the mesh and wait for their answers until they are disposed of.</summary>
internal sealed class Askers : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly HttpClient _client = new();
    private readonly Task[] _asking;

    public Askers(string root, string model, int count) => _asking = [.. Enumerable.Range(0, count).Select(_ => AskAsync(root, model))];

    public void Dispose()
    {
        _leaving.Cancel();
        Task.WhenAll(_asking).ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
        _client.Dispose();
        _leaving.Dispose();
    }

    private async Task AskAsync(string root, string model)
    {
        using var content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"one two three"}]}""", Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync($"{root}/v1/chat/completions", content, _leaving.Token);
    }
}
