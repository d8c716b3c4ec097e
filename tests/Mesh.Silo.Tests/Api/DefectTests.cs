using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Load;
using Mesh.Providers.Pipeline;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

public sealed class DefectTests : IAsyncLifetime, IDisposable
{
    private readonly RecordingLog _log = new();
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await RunningMesh.StartAsync(services: s => s.AddSingleton<IModelProvider, DefectiveProvider>().AddSingleton<ILoggerProvider>(_log));

    public void Dispose() => _log.Dispose();

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"xyzzy-secret"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"small","stream":true,"messages":[{"role":"user","content":"xyzzy-secret"}]}""")]
    [InlineData("/v1/embeddings", """{"model":"vision","input":"xyzzy-secret"}""")]
    public async Task OpenAI_UnforeseenFault_IsInternalWithoutDetails(string path, string body)
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, path, OpenAICaller.Json(body), ("x-request-id", "req-1"));
        var error = await response.ErrorAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(("internal", "server_error"), (error["code"]!.GetValue<string>(), error["type"]!.GetValue<string>()));
        AssertNothingLeaked(error.ToJsonString());
    }

    [Fact]
    public async Task Grpc_UnforeseenFault_IsInternalWithoutDetails()
    {
        await using var caller = GrpcCaller.Open(_mesh);

        var fault = await GrpcCaller.FaultAsync(caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("small", "xyzzy-secret") }, new Metadata { { "x-request-id", "req-1" } }));

        Assert.Equal((StatusCode.Internal, "INTERNAL"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
        AssertNothingLeaked(fault.Status.Detail);
    }

    private void AssertNothingLeaked(string told)
    {
        Assert.Contains("req-1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("xyzzy", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", told, StringComparison.Ordinal);
        var line = Assert.Single(_log.Lines, l => l.Contains("req-1", StringComparison.Ordinal));
        Assert.Contains("InvalidTimeZoneException", line, StringComparison.Ordinal);
        Assert.Contains(nameof(DefectiveProvider), line, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, l => l.Contains("xyzzy", StringComparison.Ordinal));
    }

    private sealed class DefectiveProvider : IModelProvider
    {
        public bool Serves(ProviderKind kind) => true;

        public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken) =>
            throw new InvalidTimeZoneException("cannot take 'xyzzy-secret'");

        public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken) =>
            throw new InvalidTimeZoneException("cannot take 'xyzzy-secret'");
    }

    private sealed class RecordingLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
