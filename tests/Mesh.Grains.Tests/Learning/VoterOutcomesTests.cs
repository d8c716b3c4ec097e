using Mesh.Contracts.Plans;
using Mesh.Grains.Learning;

namespace Mesh.Grains.Tests.Learning;

public sealed class VoterOutcomesTests
{
    [Fact]
    public void RightAnswer_OfAVote_IsRightForThoseWhoGaveItAndWrongForTheOthers()
    {
        var vote = Node("ensemble", Voter("a", used: true), Voter("b", used: false), Voter("c", used: true));

        Assert.Equal([("d-b", "b", 0.0), ("d-c", "c", 1.0)], VoterOutcomes.Of(vote, "a", 1));
    }

    [Fact]
    public void WrongAnswer_OfAVote_SaysNothingOfThoseWhoGaveAnother()
    {
        var vote = Node("ensemble", Voter("a", used: true), Voter("b", used: false), Voter("c", used: true));

        Assert.Equal([("d-c", "c", 0.2)], VoterOutcomes.Of(vote, "a", 0.2));
    }

    [Fact]
    public void Vote_UnderANodeThatHandedItOn_IsFound()
    {
        var plan = Node("fallback", Voter("x", used: false) with { State = NodeState.Failed }, Node("ensemble", Voter("a", used: true), Voter("a", used: true)));

        Assert.Equal([("d-a", "a", 0.9)], VoterOutcomes.Of(plan, "a", 0.9));
    }

    [Fact]
    public void Members_ThatFailedOrWroteProse_AreLeftOut()
    {
        var vote = Node("ensemble", Voter("a", used: true), Voter("b", used: false) with { State = NodeState.Failed }, Voter("c", used: false) with { Confidence = null });

        Assert.Empty(VoterOutcomes.Of(vote, "a", 1));
    }

    [Fact]
    public void Member_ThatIsAPlanItself_CountsForTheOneModelThatAnsweredInIt()
    {
        var inner = Node("single", Node("fallback", Voter("x", used: false) with { State = NodeState.Failed }, Voter("b", used: false) with { Confidence = null })) with { Confidence = 0.3 };
        var several = Node("ensemble", Voter("y", used: true), Voter("z", used: true)) with { Confidence = 0.9 };

        Assert.Equal([("d-b", "b", 0.0)], VoterOutcomes.Of(Node("ensemble", Voter("a", used: true), inner, several), "a", 1));
    }

    [Fact]
    public void Answer_ThatNobodyElected_IsItsModelsAlone()
    {
        Assert.Empty(VoterOutcomes.Of(null, "a", 1));
        Assert.Empty(VoterOutcomes.Of(Voter("a", used: true), "a", 1));
        Assert.Empty(VoterOutcomes.Of(Node("ensemble", Voter("b", used: true), Voter("c", used: true)), "synthesiser", 1));
    }

    [Fact]
    public void GivenCall_OfAVoteOrAChain_IsFound()
    {
        var vote = Node("ensemble", Voter("a", used: true), Voter("b", used: false), Voter("c", used: true));
        var cascade = Node("cascade", Voter("weak", used: false), Voter("strong", used: true));

        Assert.Equal("d-c", VoterOutcomes.Given(Node("fallback", vote), "c"));
        Assert.Equal("d-strong", VoterOutcomes.Given(cascade, "strong"));
        Assert.Equal("d-b", VoterOutcomes.Given(Node("fallback", Voter("x", used: false) with { State = NodeState.Failed }, Voter("b", used: false)), "b"));
        Assert.Null(VoterOutcomes.Given(cascade, "weak"));
        Assert.Null(VoterOutcomes.Given(vote, "synthesiser"));
        Assert.Null(VoterOutcomes.Given(null, "a"));
    }

    private static NodeReport Node(string kind, params NodeReport[] nodes) => new() { Kind = kind, State = NodeState.Done, Nodes = nodes };

    private static NodeReport Voter(string model, bool used) =>
        new() { Kind = "single", State = NodeState.Done, Model = model, DecisionId = $"d-{model}", Used = used, Confidence = used ? 0.7 : 0.3 };
}
