using System.ComponentModel;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Egress;
using Mesh.Providers.Tools;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace Mesh.Grains.Tests.Tools;

/// <summary>The protocol as the package's own server speaks it, in its newest revision and in those with sessions.</summary>
public sealed class ToolProtocolTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_OfThePackage_ListsItsToolsAndIsCalled(bool stateless)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMcpServer().WithHttpTransport(o => o.Stateless = stateless).WithTools([McpServerTool.Create(Add, new McpServerToolCreateOptions { Name = "add", Description = "Adds." })]);
        await using var app = builder.Build();
        app.MapMcp("/mcp");
        await app.StartAsync();
        using var http = new UpstreamHttp();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp";
        await using var session = await ToolSession.OpenAsync(new ToolServerEntry { Name = "s", Url = new Uri(url) }, http, new SecretReader(_ => null, TimeProvider.System), "1", () => { }, TimeProvider.System, default);

        var tools = await session.ListAsync(default);
        var result = await session.CallAsync("add", """{"a":2,"b":3}""", default);

        Assert.Equal(("add", "Adds."), (Assert.Single(tools.Tools).Name, tools.Tools[0].Description));
        Assert.Equal(new ServerToolResult("5", Failed: false), result);
        Assert.NotNull(Grains.Tools.ToolDefinitions.Of("s", tools.Tools[0]));
    }

    private static int Add([Description("One.")] int a, int b) => a + b;
}
