using Mesh.Routing.Load;

namespace Mesh.Routing.Tests.Load;

public sealed class PrefixIndexTests
{
    private static readonly ulong[] s_prompt = [11, 12, 13, 14, 15, 16, 17];

    [Fact]
    public void Match_EndpointsThatPart_HaveWhatWasSentToEach()
    {
        var index = new PrefixIndex(100, 100, 100, 100);
        index.Add(0, s_prompt);
        index.Add(1, s_prompt.AsSpan(0, 3));
        index.Add(2, [11, 99]);

        Assert.Equal([7, 3, 1, 0], Match(index, s_prompt));
    }

    [Fact]
    public void Match_LongerThanAnythingSent_EndsWhereThatEnds()
    {
        var index = new PrefixIndex(100);
        index.Add(0, s_prompt.AsSpan(0, 5));

        Assert.Equal([5], Match(index, [.. s_prompt, 18, 19, 20, 21, 22, 23]));
    }

    [Fact]
    public void Match_EmptyPromptOrIndex_HasNothing()
    {
        Assert.Equal([0, 0], Match(new PrefixIndex(10, 10), s_prompt));
        Assert.Equal([0, 0], Match(new PrefixIndex(10, 10), []));
    }

    // Against a walk block by block, over many prompts that part anywhere, at more endpoints than a word has bits.
    [Fact]
    public void Match_RandomTree_IsWhatAWalkFinds()
    {
        var random = new Random(7);
        var index = new PrefixIndex([.. Enumerable.Repeat(100_000, 100)]);
        var has = Enumerable.Range(0, 100).Select(_ => new HashSet<ulong>()).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var (endpoint, prompt) = (random.Next(100), Prompt(random));
            index.Add(endpoint, prompt);
            has[endpoint].UnionWith(prompt);
        }

        for (var i = 0; i < 200; i++)
        {
            var prompt = Prompt(random);
            Assert.Equal(has.Select(h => prompt.TakeWhile(h.Contains).Count()), Match(index, prompt));
        }
    }

    [Fact]
    public void Add_BeyondTheBound_DropsWhatWasUsedLongestAgo()
    {
        var index = new PrefixIndex(4);
        index.Add(0, [1, 2]);
        index.Add(0, [3, 4]);
        index.Add(0, [1, 2]);
        index.Add(0, [5, 6]);

        Assert.Equal((4, 4), (index.CountOf(0), index.Count));
        Assert.Equal([2, 0, 2], new ulong[][] { [1, 2], [3, 4], [5, 6] }.Select(p => Match(index, p)[0]));
    }

    [Fact]
    public void Add_PromptLongerThanTheBound_KeepsItsBeginning()
    {
        var index = new PrefixIndex(3);
        index.Add(0, s_prompt);

        Assert.Equal((3, 3), (Match(index, s_prompt)[0], index.CountOf(0)));
    }

    // Whatever happens, no endpoint has more than its bound, and the index no more than all of them.
    [Fact]
    public void Add_ForLong_StaysInItsBounds()
    {
        var random = new Random(3);
        var index = new PrefixIndex(50, 20);
        for (var i = 0; i < 20_000; i++)
        {
            index.Add(random.Next(2), Prompt(random));
            if (i % 5000 == 0)
            {
                index.Forget(0);
                Assert.Equal(0, index.CountOf(0));
            }
        }

        Assert.InRange(index.CountOf(0), 1, 50);
        Assert.InRange(index.CountOf(1), 1, 20);
        Assert.InRange(index.Count, 20, 70);
    }

    [Fact]
    public void Forget_AnEndpoint_LeavesTheOthers()
    {
        var index = new PrefixIndex(10, 10);
        index.Add(0, s_prompt);
        index.Add(1, s_prompt);
        index.Forget(0);

        Assert.Equal([0, 7], Match(index, s_prompt));
    }

    private static int[] Match(PrefixIndex index, ulong[] prompt)
    {
        var matched = new int[100];
        index.Match(prompt, matched);
        return matched[..index.Endpoints];
    }

    // A chain in which each block stands for all before it.
    private static ulong[] Prompt(Random random)
    {
        var blocks = new ulong[random.Next(1, 40)];
        var hash = 1UL;
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = hash = (hash * 31) + (ulong)random.Next(i % 5 == 2 ? 3 : 1) + 1;
        }

        return blocks;
    }
}
