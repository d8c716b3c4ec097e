using System.Text.Json.Nodes;
using Mesh.Testing.Tools;

namespace Mesh.StandIn;

/// <summary>The stock of a bicycle shop.</summary>
internal static class ShopTools
{
    private static readonly Dictionary<string, (int Pieces, int Price)> s_stock = new(StringComparer.OrdinalIgnoreCase) { ["city"] = (4, 690), ["cargo"] = (1, 4_200), ["electric"] = (0, 2_650) };

    /// <summary>What can be asked of it.</summary>
    public static FakeTool[] All { get; } =
    [
        new FakeTool("stock", arguments => FakeToolReply.Of(Stock(JsonNode.Parse(arguments)!["kind"]!.GetValue<string>())))
        {
            Description = "How many bicycles of a kind are in the shop, and what one costs.",
            Schema = """{"type":"object","properties":{"kind":{"type":"string","enum":["city","cargo","electric"]}},"required":["kind"]}""",
        },
    ];

    private static string Stock(string kind) => s_stock.TryGetValue(kind, out var found) ? $"{found.Pieces} in stock, {found.Price} euros each" : "no such kind";
}
