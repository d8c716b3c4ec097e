using Mesh.Routing.Tasks;

namespace Mesh.Routing.Tests.Tasks;

public sealed class ComplexityModelTests
{
    private static readonly ComplexityModel s_model = ComplexityModel.Learn(BuiltInTasks.Examples);

    [Theory]
    [InlineData("hello!", "Prove that there are infinitely many primes congruent to 3 modulo 4.")]
    [InlineData("thanks a lot", "Write a thread-safe LRU cache in Rust and explain its time complexity.")]
    [InlineData("What's the capital of Peru?", "Compare nuclear and solar power on cost and risk, weigh the arguments and give a reasoned recommendation.")]
    public void Complexity_OfHardWork_IsAboveThatOfATrivialRequest(string easy, string hard)
    {
        var scratch = new TaskScratch();

        Assert.True(s_model.Rate(hard, scratch) > s_model.Rate(easy, scratch) + 0.2f);
    }

    [Fact]
    public void Complexity_OfHeldOutLines_FollowsTheirs()
    {
        var (agree, pairs) = (0, 0);
        var learned = ComplexityModel.Learn([.. BuiltInTasks.Examples.Where(e => e.Line % 2 == 0)]);
        var scratch = new TaskScratch();
        var rated = BuiltInTasks.Examples.Where(e => e.Line % 6 == 1).Select(e => (e.Complexity, Said: learned.Rate(e.Prompt, scratch))).ToArray();
        foreach (var a in rated)
        {
            foreach (var b in rated.Where(b => b.Complexity > a.Complexity))
            {
                (agree, pairs) = (agree + (b.Said > a.Said ? 1 : 0), pairs + 1);
            }
        }

        Assert.True(agree > 0.65 * pairs, $"{agree} of {pairs}");
    }

    [Fact]
    public void Model_OfNoExample_IsRefused() => Assert.Throws<ArgumentException>(() => ComplexityModel.Learn([]));
}
