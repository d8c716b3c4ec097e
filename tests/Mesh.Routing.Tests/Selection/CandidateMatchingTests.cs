using Mesh.Contracts.Catalog;
using Mesh.Routing.Selection;

namespace Mesh.Routing.Tests.Selection;

public sealed class CandidateMatchingTests
{
    private static readonly SimulatedBehavior s_simulated = new();

    [Theory]
    [InlineData("*", "llama@a,llama@b,openai-gpt")]
    [InlineData("gpt-5", "openai-gpt")]
    [InlineData("GPT-5", "openai-gpt")]
    [InlineData("gpt", "")]
    [InlineData("llama@b", "llama@b")]
    [InlineData("llama*", "llama@a,llama@b")]
    [InlineData("*@b", "llama@b")]
    [InlineData("*l*m*@*", "llama@a,llama@b")]
    [InlineData("**", "llama@a,llama@b,openai-gpt")]
    [InlineData("llama-3*", "llama@a,llama@b")]
    [InlineData("*-5*", "openai-gpt")]
    [InlineData("*x", "")]
    [InlineData("", "")]
    public void Resolve_Pattern_YieldsItsEndpoints(string pattern, string expected)
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("llama-3"), "llama@a", "llama@b").With(MeshBuilder.Model("gpt-5"), "openai-gpt");

        Assert.Equal(expected, Names(mesh, pattern));
    }

    [Fact]
    public void Resolve_SeveralPatterns_KeepsTheirOrderAndYieldsEachOnce()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b", "c");

        Assert.Equal("c,a,b", Names(mesh, "c", "*", "a"));
    }

    [Theory]
    [InlineData(ModelState.Proposed)]
    [InlineData(ModelState.Deprecated)]
    [InlineData(ModelState.Retired)]
    public void Resolve_NotApproved_IsYieldedByNameOnly(ModelState state)
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("old") with { State = state }).With(MeshBuilder.Model("new"));

        Assert.Equal("at-new", Names(mesh, "*"));
        Assert.Equal("at-old", Names(mesh, "old"));
    }

    [Fact]
    public void Resolve_SimulatedBesideReal_MatchesNoWildcard()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("sim") with { Simulated = s_simulated }).With(MeshBuilder.Model("real"));

        Assert.Equal("at-real", Names(mesh, "*"));
        Assert.Equal("", Names(mesh, "sim*"));
        Assert.Equal("at-sim", Names(mesh, "sim"));
    }

    [Fact]
    public void Resolve_OnlySimulated_MatchesAWildcard() =>
        Assert.Equal("at-sim", Names(new MeshBuilder().With(MeshBuilder.Model("sim") with { Simulated = s_simulated }), "*"));

    [Fact]
    public void Resolve_SimulatedAllowedBesideReal_StillMatchesNoWildcard()
    {
        var mesh = new MeshBuilder { Defaults = new() { AllowSimulated = true } }
            .With(MeshBuilder.Model("sim") with { Simulated = s_simulated }).With(MeshBuilder.Model("real"));

        Assert.Equal("at-real", Names(mesh, "*"));
        Assert.Equal("at-sim", Names(mesh, "sim"));
    }

    private static string Names(MeshBuilder mesh, params string[] patterns) =>
        string.Join(",", CandidateMatching.Resolve(mesh.Document, patterns).Select(e => e.Name));
}
