using Mesh.Contracts.Plans;
using Mesh.Grains.Learning;

namespace Mesh.Grains.Tests.Learning;

public sealed class OptionOutcomesTests
{
    [Fact]
    public void Choices_OnTheWayToTheAnswer_CountEach()
    {
        var inner = Node("select", Node("single")) with { CountsAs = "select r/inner" };
        var plan = Node("fallback", Node("single") with { State = NodeState.Failed }, Node("select", inner) with { CountsAs = "select r/outer" });

        Assert.Equal(["select r/outer", "select r/inner"], OptionOutcomes.Of(plan));
    }

    [Fact]
    public void Choice_InOneOfSeveralAnswers_DoesNotCount() =>
        Assert.Empty(OptionOutcomes.Of(Node("ensemble", Node("select", Node("single")) with { CountsAs = "select r/a" }, Node("single"))));

    [Fact]
    public void Plan_WithoutAChoice_CountsForNone()
    {
        Assert.Empty(OptionOutcomes.Of(null));
        Assert.Empty(OptionOutcomes.Of(Node("single")));
        Assert.Empty(OptionOutcomes.Of(Node("select", Node("single"))));
    }

    [Fact]
    public void Answer_ThatACacheGaveToAnotherQuestion_IsKnownAsThatWhereItIsTheAnswer()
    {
        var cached = Node("cache") with { IsOfAnotherQuestion = true };

        Assert.True(OptionOutcomes.IsOfAnotherQuestion(Node("fallback", Node("single") with { State = NodeState.Failed }, cached)));
        Assert.False(OptionOutcomes.IsOfAnotherQuestion(Node("ensemble", cached, Node("single"))));
        Assert.False(OptionOutcomes.IsOfAnotherQuestion(null));
    }

    private static NodeReport Node(string kind, params NodeReport[] nodes) => new() { Kind = kind, State = NodeState.Done, Nodes = nodes };
}
