using Mesh.Catalog.Cards;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Tests.Cards;

public sealed class BuiltInCardsTests
{
    // List prices in USD per million tokens on the day that the cards name.
    [Theory]
    [InlineData("gpt-5", 1.25, 0.125, 10)]
    [InlineData("gpt-4o", 2.5, 1.25, 10)]
    [InlineData("gpt-4o-mini", 0.15, 0.075, 0.6)]
    [InlineData("deepseek-chat", 0.27, 0.07, 1.1)]
    [InlineData("mistral-large-latest", 2, 2, 6)]
    [InlineData("sonar-pro", 3, 3, 15)]
    [InlineData("llama-3.1-8b-instant", 0.05, 0.05, 0.08)]
    [InlineData("text-embedding-3-small", 0.02, 0.02, 0)]
    [InlineData("mistral-embed", 0.1, 0.1, 0)]
    public void Find_KnownModel_HasItsPriceWithItsDate(string name, decimal input, decimal cached, decimal output) =>
        Assert.Equal(new ModelPrice { In = input, CachedIn = cached, Out = output, Source = PriceSource.BuiltIn, AsOf = new DateOnly(2025, 8, 15) }, BuiltInCards.Find(name)!.Price);

    [Fact]
    public void Find_EveryName_IsACardThatHoldsTogether() => Assert.All(BuiltInCards.Names, name =>
    {
        var card = BuiltInCards.Find(name)!;
        var embeds = card.Capabilities.HasFlag(ModelCapabilities.Embeddings);
        Assert.Equal(name, card.Name);
        Assert.NotNull(card.Family);
        Assert.True(card.ContextTokens > 0 && (card.MaxOutputTokens ?? 1) <= card.ContextTokens);
        Assert.NotEqual(embeds, card.Capabilities.HasFlag(ModelCapabilities.Text));
        Assert.Equal(embeds, card.EmbeddingDimensions > 0);
        Assert.True(card.Price is null || (card.Price.In > 0 && card.Price.CachedIn <= card.Price.In && (embeds || card.Price.Out > 0) && card.Price.AsOf is not null), "never free, always dated");
    });

    [Theory]
    [InlineData("GPT-5", "gpt-5")]
    [InlineData("gpt-4o-2024-08-06", "gpt-4o")]
    [InlineData("gpt-5-mini-2025-08-07", "gpt-5-mini")]
    public void Find_OtherCaseOrADateBehind_IsTheSameCard(string name, string card) => Assert.Same(BuiltInCards.Find(card), BuiltInCards.Find(name));

    [Theory]
    [InlineData("gpt-99")]
    [InlineData("gpt-5-turbo")]
    [InlineData("")]
    public void Find_UnknownModel_IsNone(string name) => Assert.Null(BuiltInCards.Find(name));

    [Fact]
    public void Read_EndpointOfAKnownModel_NeedsNoEntry()
    {
        var document = Read("", "gpt-4o-2024-08-06");

        Assert.Equal(("gpt-4o-2024-08-06", 128_000, 2.5m), (document.Models[0].Name, document.Models[0].ContextTokens, document.Models[0].Price!.In));
    }

    [Fact]
    public void Read_EntryOfAKnownModel_OverridesOnlyWhatItWrites()
    {
        var model = Read("models: { gpt-5: { price: { in: 1, out: 8, asOf: 2026-11-01 }, state: deprecated } }", "gpt-5").Models[0];

        Assert.Equal(new ModelPrice { In = 1, CachedIn = 1, Out = 8, Source = PriceSource.Declared, AsOf = new DateOnly(2026, 11, 1) }, model.Price);
        Assert.Equal((ModelState.Deprecated, 400_000, BuiltInCards.Find("gpt-5")!.Capabilities), (model.State, model.ContextTokens, model.Capabilities));
    }

    [Fact]
    public void Read_ModelWithoutACardAndPrice_HasNoneSoThatTheDefaultHolds()
    {
        var document = Read("models: { mine: {} }\ndefaults: { unknownPrice: { in: 3, out: 9 } }", "mine");

        Assert.Null(document.Models[0].Price);
        Assert.Equal(new ModelPrice { In = 3, CachedIn = 3, Out = 9, Source = PriceSource.Default }, document.Defaults.UnknownPrice);
    }

    private static CatalogDocument Read(string more, string model)
    {
        var reading = CatalogReader.Read([new("a.yaml", $"providers: {{ p: {{ kind: openai }} }}\nendpoints: {{ e: {{ provider: p, model: {model} }} }}\n{more}")]);
        Assert.Empty(reading.Mistakes);
        return reading.Document!;
    }
}
