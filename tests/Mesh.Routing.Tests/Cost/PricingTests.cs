using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Routing.Cost;

namespace Mesh.Routing.Tests.Cost;

public sealed class PricingTests
{
    private static readonly Gen<decimal> s_price = Gen.Int[0, 100_000_000].Select(micro => micro / 1_000_000m);
    private static readonly Gen<ModelPrice> s_prices = Gen.Select(s_price, s_price, s_price, (i, c, o) => new ModelPrice { In = i, CachedIn = c, Out = o });
    private static readonly Gen<TokenUsage> s_usage = Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[0, 500], (i, c, o) => new TokenUsage { Input = i + c, CachedInput = c, Output = o });

    [Fact]
    public void Cost_AnyUsage_IsTheSumOfItsTokens() => Gen.Select(s_usage, s_prices).Sample((usage, price) =>
    {
        var sum = 0m;
        for (var i = 0; i < usage.Input; i++)
        {
            sum += (i < usage.CachedInput ? price.CachedIn : price.In) / 1_000_000m;
        }

        for (var i = 0; i < usage.Output; i++)
        {
            sum += price.Out / 1_000_000m;
        }

        return sum == Pricing.Cost(usage, price);
    });

    [Fact]
    public void Cost_UsageInTwoParts_IsTheSumOfTheParts() => Gen.Select(s_usage, s_usage, s_prices).Sample((a, b, price) =>
    {
        var both = new TokenUsage { Input = a.Input + b.Input, CachedInput = a.CachedInput + b.CachedInput, Output = a.Output + b.Output };
        return Pricing.Cost(both, price) == Pricing.Cost(a, price) + Pricing.Cost(b, price);
    });

    [Fact]
    public void Cost_CachedInput_IsPaidAtItsOwnPriceOnce() =>
        Assert.Equal(
            0.00055m,
            Pricing.Cost(new TokenUsage { Input = 1000, CachedInput = 500 }, new ModelPrice { In = 1, CachedIn = 0.1m, Out = 9 }));

    [Fact]
    public void Cost_Reasoning_IsPartOfTheOutput() =>
        Assert.Equal(0.00001m, Pricing.Cost(new TokenUsage { Output = 10, Reasoning = 8 }, new ModelPrice { Out = 1 }));

    [Fact]
    public void For_NoPriceAnywhere_IsTheDefaultMarkedSo()
    {
        var price = Pricing.For(MeshBuilder.Endpoint("a", "m"), new ModelEntry { Name = "m" }, new CatalogDefaults());

        Assert.Equal((1m, 1m, 4m, PriceSource.Default), (price.In, price.CachedIn, price.Out, price.Source));
    }

    [Fact]
    public void For_EndpointsOwnPrice_WinsOverHourAndModel()
    {
        var own = new ModelPrice { In = 7 };
        var endpoint = MeshBuilder.Endpoint("a", "m") with { Price = own, GpuHourUsd = 3 };

        Assert.Same(own, Pricing.For(endpoint, MeshBuilder.Model("m"), new CatalogDefaults()));
    }

    [Fact]
    public void For_ModelsPrice_HoldsWhereTheEndpointHasNone()
    {
        var model = MeshBuilder.Model("m");

        Assert.Same(model.Price, Pricing.For(MeshBuilder.Endpoint("a", "m"), model, new CatalogDefaults()));
    }

    [Fact]
    public void For_MachineByTheHour_SpreadsItOverMeasuredTokens()
    {
        var endpoint = MeshBuilder.Endpoint("a", "m") with { GpuHourUsd = 3.6m };

        var unmeasured = Pricing.For(endpoint, MeshBuilder.Model("m"), new CatalogDefaults());
        var one = Pricing.For(endpoint, MeshBuilder.Model("m"), new CatalogDefaults(), tokenSeconds: 0.01, streams: 0);
        var ten = Pricing.For(endpoint, MeshBuilder.Model("m"), new CatalogDefaults(), tokenSeconds: 0.01, streams: 10);

        Assert.Equal((1m, 10m, 1m), (unmeasured.Out, one.Out, ten.Out));
        Assert.Equal((0m, 0m, PriceSource.GpuHour), (one.In, one.CachedIn, one.Source));
        Assert.Equal((true, false), (unmeasured.IsEstimate, one.IsEstimate));
    }

    [Fact]
    public void For_EmbeddingsOnAMachineByTheHour_ArePaidByTheirPrompt()
    {
        var endpoint = MeshBuilder.Endpoint("a", "m") with { GpuHourUsd = 3.6m };

        var price = Pricing.For(endpoint, MeshBuilder.Model("m") with { Capabilities = ModelCapabilities.Embeddings, Price = null }, new CatalogDefaults());

        Assert.Equal(0.0005m, Pricing.Cost(new TokenUsage { Input = 500 }, price));
    }

    [Fact]
    public void For_UnknownPrice_IsTheCataloguesDefaultAndNeverFreeByItself()
    {
        var defaults = new CatalogDefaults { UnknownPrice = new ModelPrice { In = 3, CachedIn = 3, Out = 9, Source = PriceSource.Default } };

        Assert.Same(defaults.UnknownPrice, Pricing.For(MeshBuilder.Endpoint("a", "m"), new ModelEntry { Name = "m" }, defaults));
        Assert.True(Pricing.Cost(new TokenUsage { Input = 1, Output = 1 }, Pricing.For(MeshBuilder.Endpoint("a", "m"), new ModelEntry { Name = "m" }, new CatalogDefaults())) > 0);
    }

    [Fact]
    public void For_MachineByTheHourOfAKnownModel_WinsOverTheCardsPrice()
    {
        var price = Pricing.For(MeshBuilder.Endpoint("a", "m") with { GpuHourUsd = 1 }, MeshBuilder.Model("m"), new CatalogDefaults(), tokenSeconds: 0.02, streams: 4);

        Assert.Equal((PriceSource.GpuHour, Math.Round(1m / 0.72m, 10)), (price.Source, Math.Round(price.Out, 10)));
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-30)]
    [InlineData(1e30)]
    [InlineData(double.MaxValue)]
    public void For_AbsurdMeasurement_StillPrices(double tokenSeconds)
    {
        var endpoint = MeshBuilder.Endpoint("a", "m") with { GpuHourUsd = 2 };

        Assert.True(Pricing.For(endpoint, MeshBuilder.Model("m"), new CatalogDefaults(), tokenSeconds, 64).Out >= 0);
    }
}
