using System.Text;
using Grpc.Core;
using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class ModelAndRouteServiceTests : IAsyncLifetime
{
    private const int Models = 60;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        _mesh = await RunningMesh.StartAsync(Catalog(_upstream.Url));
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(7, 7)]
    [InlineData(5000, Models)]
    public async Task ListModels_PageSize_GivesThatManyOrTheDefault(int size, int expected)
    {
        var page = await _caller.Models.ListModelsAsync(new V1.ListModelsRequest { PageSize = size });

        Assert.Equal(expected, page.Models.Count);
        Assert.Equal(expected == Models, page.NextPageToken.Length == 0);
    }

    [Fact]
    public async Task ListEndpoints_PageByPage_GivesEachOnceInOrder()
    {
        var names = new List<string>();
        var token = "";
        do
        {
            var page = await _caller.Models.ListEndpointsAsync(new V1.ListEndpointsRequest { PageSize = 7, PageToken = token });
            names.AddRange(page.Endpoints.Select(e => e.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(0, Models).Select(i => $"e{i:00}"), names);
    }

    [Theory]
    [InlineData(-1, "", "page_size")]
    [InlineData(0, "nonsense", "page_token")]
    [InlineData(0, "-1", "page_token")]
    [InlineData(0, "999999", "page_token")]
    public async Task Lists_BadPage_NameTheField(int size, string token, string field)
    {
        var models = await GrpcCaller.FaultAsync(_caller.Models.ListModelsAsync(new V1.ListModelsRequest { PageSize = size, PageToken = token }));
        var endpoints = await GrpcCaller.FaultAsync(_caller.Models.ListEndpointsAsync(new V1.ListEndpointsRequest { PageSize = size, PageToken = token }));
        var routes = await GrpcCaller.FaultAsync(_caller.Routes.ListRoutesAsync(new V1.ListRoutesRequest { PageSize = size, PageToken = token }));

        Assert.All([models, endpoints, routes], fault =>
        {
            Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
            Assert.Equal(field, GrpcCaller.Field(fault));
        });
    }

    [Fact]
    public async Task WatchEndpoints_AfterACall_TellsWhatItTook()
    {
        using var watch = _caller.Models.WatchEndpoints(new V1.WatchEndpointsRequest());
        Assert.True(await watch.ResponseStream.MoveNext(default));
        Assert.Equal(Models, watch.ResponseStream.Current.Endpoints.Count);
        Assert.All(watch.ResponseStream.Current.Endpoints, e => Assert.Equal(("closed", 0L), (e.Circuit, e.Attempts)));

        await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("e07") });

        V1.Endpoint seen;
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(default));
            seen = watch.ResponseStream.Current.Endpoints.Single(e => e.Name == "e07");
        }
        while (seen.Attempts == 0 || seen.InFlight > 0 || seen.SpentUsd == 0);
        Assert.Equal((1L, 0L, 0, 8L), (seen.Attempts, seen.Failures, seen.InFlight, seen.Tokens));
        Assert.Equal(0.000009, seen.SpentUsd, 9);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(60_001)]
    [InlineData(-1)]
    public async Task WatchEndpoints_IntervalOutOfBounds_NamesTheField(int interval)
    {
        using var watch = _caller.Models.WatchEndpoints(new V1.WatchEndpointsRequest { IntervalMs = interval });

        Assert.Equal("interval_ms", GrpcCaller.Field(await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default))));
    }

    [Fact]
    public async Task WatchEndpoints_ShortInterval_GivesManyViewsBeforeALongOneGivesItsNext()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var seldom = _caller.Models.WatchEndpoints(new V1.WatchEndpointsRequest { IntervalMs = 60_000 }, cancellationToken: patience.Token);
        using var often = _caller.Models.WatchEndpoints(new V1.WatchEndpointsRequest { IntervalMs = 100 }, cancellationToken: patience.Token);
        Assert.True(await seldom.ResponseStream.MoveNext(patience.Token));
        var next = seldom.ResponseStream.MoveNext(patience.Token);

        for (var i = 0; i < 12; i++)
        {
            Assert.True(await often.ResponseStream.MoveNext(patience.Token));
        }

        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task ListEndpoints_AfterAStreamAWholeAnswerAndAFault_TellsEachFigure()
    {
        await GrpcCaller.ReadAsync(_caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("e01"))));
        await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("e01") });
        _upstream.Script = _ => UpstreamReply.Json("{}", 500);
        await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("e01") }));

        var endpoint = (await _caller.Models.ListEndpointsAsync(new V1.ListEndpointsRequest { PageSize = Models })).Endpoints.Single(e => e.Name == "e01");

        Assert.Equal((1L, 1L, 3L), (endpoint.StreamFirstToken.Samples, endpoint.UnaryAnswer.Samples, endpoint.Attempts));
        Assert.Equal(new V1.FaultCount { Kind = "server_error", Total = 1, LastMinute = 1 }, Assert.Single(endpoint.Faults));
        Assert.Equal("server_error", endpoint.LastFault);
        Assert.InRange(endpoint.ErrorShare, 0.3, 0.4);
        Assert.True(endpoint.RequestsPerSecond > 0 && endpoint.TokensPerSecond > 0 && endpoint.LastFaultAt is not null);
        Assert.Equal((false, null, null), (endpoint.HasConcurrencyLimit, endpoint.RequestLimit, endpoint.TokenLimit));
    }

    [Fact]
    public async Task ListRoutes_Route_TellsHowItChooses()
    {
        var route = Assert.Single((await _caller.Routes.ListRoutesAsync(new V1.ListRoutesRequest())).Routes);

        Assert.Equal(("r", V1.Preference.Cheap), (route.Name, route.Prefer));
        Assert.Equal(["m0*"], route.Candidates);
        Assert.Equal(["m11"], route.Fallbacks);
    }

    [Fact]
    public async Task Explain_Route_TellsEveryCandidateAndCallsNobody()
    {
        var chat = GrpcCaller.Ask("r");
        chat.Messages[0].Parts.Add(new V1.Part { Image = new V1.Image { Url = "data:image/png;base64,AAAA" } });

        var decision = await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = chat });

        Assert.Equal(11, decision.Candidates.Count);
        var served = decision.Candidates.Where(c => c.Excluded.Length == 0).ToArray();
        Assert.All(served, c => Assert.Equal(0, int.Parse(c.Endpoint[1..], System.Globalization.CultureInfo.InvariantCulture) % 2));
        Assert.All(served, c => Assert.True(c.CostUsd > 0 && c.Seconds >= 0 && c.Quality >= 0));
        Assert.All(decision.Candidates.Where(c => c.Excluded.Length > 0), c => Assert.Equal("capability", c.Excluded));
        Assert.Equal(5, served.Length);
        Assert.Equal(served, decision.Candidates.Take(served.Length));
        Assert.Equal(("r", V1.Preference.Cheap, 32), (decision.Route, decision.Prefer, decision.Id.Length));
        Assert.True(decision.Revision > 0);
        Assert.Equal(0, _upstream.Started);
    }

    [Fact]
    public async Task Explain_OwnPreference_WinsOverTheRoutes()
    {
        var chat = GrpcCaller.Ask("r");
        chat.Prefer = V1.Preference.Fast;

        var decision = await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = chat });

        Assert.Equal(V1.Preference.Fast, decision.Prefer);
    }

    [Fact]
    public async Task AdminService_AtTheGrpcDoor_IsNotServed()
    {
        var admin = new V1.AdminService.AdminServiceClient(_caller.Channel);

        var fault = await GrpcCaller.FaultAsync(admin.ListRevisionsAsync(new V1.ListRevisionsRequest()));

        Assert.Equal(StatusCode.Unimplemented, fault.StatusCode);
    }

    // Sixty models; those with an even number take images; the first ten are the route's candidates.
    private static string Catalog(string url)
    {
        var text = new StringBuilder($"providers:\n  fake: {{ kind: openai-compatible, baseUrl: \"{url}\" }}\nmodels:\n");
        for (var i = 0; i < Models; i++)
        {
            text.Append($"  m{i:00}: {{ capabilities: [text{(i % 2 == 0 ? ", image-in" : "")}], price: {{ in: 1, out: 2 }} }}\n");
        }

        text.Append("endpoints:\n");
        for (var i = 0; i < Models; i++)
        {
            text.Append($"  e{i:00}: {{ provider: fake, model: m{i:00} }}\n");
        }

        return text.Append("routes:\n  r: { prefer: cheap, candidates: [\"m0*\"], fallbacks: [m11] }\n").ToString();
    }
}
