using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;
using Mesh.Load;
using Mesh.Routing.Health;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing.Faults;
using Mesh.Testing.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Faults;

/// <summary>One mesh with an endpoint of its own for each case, so that none sees another's circuit.</summary>
public class FaultMesh : IAsyncLifetime
{
    /// <summary>Deltas of <see cref="Fault.ManyDeltas"/>: enough to see that nothing is kept, few enough for every run.</summary>
    public const int Deltas = 20_000;

    private const string Ordinary = "ordinary";
    private static readonly FaultyAnswers s_answers = new(new FaultyText(["Grüße", " aus", " 東京", " am", " Morgen"]), Deltas) { RetryAfter = 20 };
    private FaultyUpstream _upstream = null!;
    private FaultyUpstream _refused = null!;
    private FaultyUpstream _untrusted = null!;
    private FaultyUpstream _expired = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _grpc = null!;

    /// <summary>What a whole answer says.</summary>
    public static string Text { get; } = string.Concat(s_answers.Text.Pieces);

    internal Tally Tally { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Tally = new Tally();
        (_upstream, _refused) = (Start(null), Start(null));
        (_untrusted, _expired) = (Start(FaultyCertificates.Untrusted()), Start(FaultyCertificates.Expired()));
        _refused.Server.Close();
        _mesh = await StartAsync(Catalog());
        _grpc = GrpcCaller.Open(_mesh);
    }

    public virtual async Task DisposeAsync()
    {
        await _grpc.DisposeAsync();
        await _mesh.DisposeAsync();
        Tally.Dispose();
        await _upstream.DisposeAsync();
        await _refused.DisposeAsync();
        await _untrusted.DisposeAsync();
        await _expired.DisposeAsync();
    }

    /// <summary>How often the upstream was asked for a model.</summary>
    public long Asked(string model) => _upstream.Counts.Of(model).Requests;

    /// <summary>What the silo knows of an endpoint.</summary>
    public EndpointStatus Status(string endpoint) => Stats(endpoint).Read("");

    /// <summary>Requests under way at an endpoint.</summary>
    public int InFlight(string endpoint) => Stats(endpoint).InFlight;

    internal Task<Heard> AskAsync(FaultCase fault, string route) => Heard.AskAsync(_mesh, _grpc, route, fault.Grpc, fault.Streaming);

    /// <summary>Requests that go well: moves to another endpoint are a share of them. They also leave connections to be used again.</summary>
    public Task EarnMovesAsync() => Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Heard.AskAsync(_mesh, _grpc, Ordinary, byGrpc: false, streaming: false)));

    /// <summary>Root of the upstream that most endpoints have.</summary>
    protected string UpstreamRoot => _upstream.Server.Root;

    /// <summary>Root of the one that takes no connection.</summary>
    protected string RefusingRoot => _refused.Server.Root;

    /// <summary>Starts the mesh.</summary>
    internal virtual Task<RunningMesh> StartAsync(string catalog) => RunningMesh.StartAsync(catalog);

    private EndpointStats Stats(string endpoint) => _mesh.Services.GetRequiredService<EndpointGates>().StatsOf(endpoint);

    private static FaultyUpstream Start(X509Certificate2? certificate) => new(s_answers, certificate: certificate) { Draw = Drawn };

    private static Fault Drawn(WireRequest request) => FaultNames.Find(request.Model.Split('.')[0]) ?? Fault.None;

    private string Catalog()
    {
        var (models, endpoints, routes) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        foreach (var fault in FaultCase.All)
        {
            var provider = fault.Fault switch
            {
                Fault.Refused => "refused",
                Fault.UntrustedCertificate => "untrusted",
                Fault.ExpiredCertificate => "expired",
                _ => "plain",
            };
            foreach (var route in new[] { fault.Alone, fault.Pair })
            {
                models.Append(CultureInfo.InvariantCulture, $"  {route}-m: {{ price: {{ in: 1, out: 2 }} }}\n");
                endpoints.Append(CultureInfo.InvariantCulture, $"  {route}-first: {{ provider: {provider}, model: {route}-m, upstreamModel: \"{fault.Upstream(route)}\", priority: 1{Bounds(fault.Fault, fault.Streaming)} }}\n");
                routes.Append(CultureInfo.InvariantCulture, $"  {route}: {{ balance: priority, candidates: [{route}-m], deadline: 60s }}\n");
            }

            endpoints.Append(CultureInfo.InvariantCulture, $"  {fault.Pair}-second: {{ provider: plain, model: {fault.Pair}-m, upstreamModel: \"none.{fault.Pair}\", priority: 2 }}\n");
        }

        return $$"""
            providers:
              plain: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
              refused: { kind: openai-compatible, baseUrl: "{{_refused.Url}}" }
              untrusted: { kind: openai-compatible, baseUrl: "{{_untrusted.Url}}" }
              expired: { kind: openai-compatible, baseUrl: "{{_expired.Url}}" }
            models:
              {{Ordinary}}: { price: { in: 1, out: 2 } }
            {{models}}
            endpoints:
              {{Ordinary}}-e: { provider: plain, model: {{Ordinary}} }
            {{endpoints}}
            routes:
            {{routes}}
            """;
    }

    // Short enough for every run, and only the one that is met: the whole time bounds a whole answer, which has no frames to wait for.
    private static string Bounds(Fault fault, bool streaming) => fault switch
    {
        Fault.SilentBeforeHeaders or Fault.SilentAfterHeaders => $", timeouts: {{ {(streaming ? "firstFrame" : "total")}: 1s }}",
        Fault.SilentBetweenFrames => $", timeouts: {{ {(streaming ? "betweenFrames" : "total")}: 1s }}",
        Fault.Endless => ", maxAnswerBytes: 1048576",
        _ => "",
    };
}
