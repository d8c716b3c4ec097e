using CsCheck;
using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Tests.Votes;

public sealed class VoteFittingTests
{
    [Fact]
    public void Scale_OfRecordedQuestions_FindsTheAccuracies()
    {
        var scale = MemberScaleFit.Of(Questions(2000, 1, 0.9, 0.6, 0.3));
        Assert.Equal([0.9, 0.6, 0.3], scale.Accuracies.Select(a => Math.Round(a, 1)));
        Assert.InRange(scale.Answers, 8, 13);
        Assert.All(scale.Weights, w => Assert.True(w > 0));
        Assert.Throws<ArgumentException>(() => MemberScaleFit.Of([]));
    }

    [Fact]
    public void DawidSkene_WithoutRightAnswers_FindsTheAccuracies()
    {
        var rows = Questions(600, 2, 0.9, 0.8, 0.7, 0.6, 0.3);
        var found = DawidSkene.Of([.. rows.Select(r => r.Given)], 10);
        double[] truth = [.. Enumerable.Range(0, 5).Select(m => rows.Average(r => r.Quality(m)))];
        Assert.All(found.Accuracies.Zip(truth), p => Assert.InRange(p.First - p.Second, -0.06, 0.06));
        Assert.InRange(found.Rounds, 2, DawidSkene.MostRounds);
        Assert.All(found.Posteriors, p => Assert.InRange(p.Sum(), 0, 1 + 1e-9));
    }

    [Fact]
    public void DawidSkene_OfAnyAnswers_EndsWithinItsBound() => Gen.Int[-1, 3].Array[3].Array[1, 12].Sample(answers =>
    {
        var found = DawidSkene.Of([.. answers.Select(a => new GivenAnswers(["a", "b", "c", "d"], a, [1, 1, 1], 1))]);
        Assert.True(found.Rounds <= DawidSkene.MostRounds && found.Accuracies.All(p => p is >= 0 and <= 1));
    });

    [Fact]
    public void Selection_LeavesOut_WhoRepeatsAnother()
    {
        // The first three are one model under three names.
        var rows = Questions(800, 3, 0.75, 0.7, 0.7, 0.7).Select(r => r with
        {
            Given = r.Given with { Answers = [r.Given.Answers[0], r.Given.Answers[0], r.Given.Answers[0], .. r.Given.Answers[1..]], Lengths = new int[6] },
        }).ToArray();
        var chosen = MemberSelection.Greedy(rows, MemberScaleFit.Of(rows), 4);
        Assert.Single(chosen, m => m < 3);
        Assert.Equal([3, 4, 5], chosen.Where(m => m >= 3).Order());
    }

    [Fact]
    public void Choice_OfAVoteWhoseMembersErrTogether_IsNotWorseThanItsBestMember()
    {
        // Two weak members always agree, and out-vote the good one.
        var rows = Questions(1000, 4, 0.9, 0.75, 0.75).Select(r => r with { Given = r.Given with { Answers = [r.Given.Answers[0], r.Given.Answers[1], r.Given.Answers[1]] } }).ToArray();
        var (train, test) = (rows[..500], rows[500..]);
        var choice = VoteChoice.Of(train, [0, 1, 2]);
        var weighted = test.Average(r => r.Of(WeighedAnswers.Of(r.Given, [0, 1, 2], choice.Scale.Weights, choice.Scale.Accuracies).Leader));
        Assert.True(weighted < test.Average(r => r.Quality(0)) - 0.05);
        Assert.Contains(choice.Rule, (VoteRule[])[VoteRule.Learned, VoteRule.BestMember]);
        Assert.True(test.Average(r => r.Of(choice.Decide(r.Given))) >= test.Average(r => r.Quality(0)) - 0.02);
    }

    [Fact]
    public void Choice_OfIndependentMembers_IsWeightedByRecordAndFromEnoughQuestionsOnFitted()
    {
        var rows = Questions(VoteChoice.LeastOfLearned, 5, 0.8, 0.7, 0.7, 0.65);
        Assert.Equal(VoteRule.Learned, VoteChoice.Of(rows, [0, 1, 2, 3]).Rule);
        var choice = VoteChoice.Of(rows[1..], [0, 1, 2, 3]);
        Assert.Equal(VoteRule.Weighted, choice.Rule);
        Assert.Null(choice.Learned);
        Assert.True(choice.Unseen[VoteRule.Weighted] > choice.Unseen[VoteRule.BestMember]);
        Assert.Throws<ArgumentException>(() => VoteChoice.Of([], [0]));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 0, 0.125)]
    [InlineData(4, 1, 0.1875)]
    [InlineData(0, 5, 1)]
    public void Chance_OfWinsAndLosses_IsTheSignTests(int won, int lost, double chance) =>
        Assert.Equal(chance, VoteChoice.Chance([.. Enumerable.Repeat(1.0, won), .. Enumerable.Repeat(0.0, lost)], [.. Enumerable.Repeat(0.0, won), .. Enumerable.Repeat(1.0, lost)]), 9);

    [Fact]
    public void Ridge_SaidOfARowUnseen_IsWhatAFitWithoutItSays()
    {
        double[][] signals = [.. Enumerable.Range(0, 12).Select(i => (double[])[1, Math.Sin(i), (i * 7 % 5) / 5.0])];
        double[] wanted = [.. signals.Select(s => 0.5 + (2 * s[1]) - s[2] + Math.Cos(9 * s[1]))];
        var (_, unseen) = LeaveOneOutRidge.Fit(signals, wanted, 0.5);
        for (var left = 0; left < signals.Length; left++)
        {
            var (coefficients, _) = LeaveOneOutRidge.Fit([.. signals.Where((_, i) => i != left)], [.. wanted.Where((_, i) => i != left)], 0.5);
            Assert.Equal(coefficients.Zip(signals[left], (c, s) => c * s).Sum(), unseen[left], 6);
        }
    }

    [Fact]
    public void Cascade_WhereTheStrongModelFailsToo_IsNotEscalated()
    {
        // Easy for all, hard for the cheap ones only, and hopeless for all, which the prompt's length tells.
        var rows = Kinds(900, 6);
        var scale = MemberScaleFit.Of(rows[..450]);
        var frontier = GainCascadeFit.Frontier(rows[..450], scale, new GainFitSettings());
        Assert.Equal(frontier.OrderBy(c => c.Cost), frontier);
        Assert.Equal(frontier.OrderBy(c => c.Quality), frontier);
        var strongest = rows[..450].Average(r => r.Quality(2));
        var chosen = frontier.First(c => c.Quality >= 0.97 * strongest);
        var played = rows[450..].Select(r => r.Play(chosen.Cascade)).ToArray();
        Assert.InRange(played.Average(p => p.Quality) - rows[450..].Average(r => r.Quality(2)), -0.03, 1);
        Assert.InRange(played.Average(p => p.Cost) / 20, 0.1, 0.6);
    }

    [Fact]
    public void Cascade_AtAnyStep_AsksEachMemberOnceAndEnds()
    {
        var rows = Kinds(300, 7);
        foreach (var candidate in GainCascadeFit.Frontier(rows, MemberScaleFit.Of(rows), new GainFitSettings()))
        {
            foreach (var row in rows[..50])
            {
                List<int> asked = [];
                var (_, cost) = row.Play(candidate.Cascade, asked.Add);
                Assert.Equal(asked.Distinct().Sum(m => row.Costs[m]), cost, 9);
                Assert.InRange(asked.Count, 1, candidate.Cascade.Members.Length + 1);
            }
        }
    }

    [Fact]
    public void Cascade_WhoseLastModelFails_HandsOnTheLeadingAnswer()
    {
        var scale = new MemberScale([0.6, 0.9], 20, [1, 2], [5, 5], 5, 1);
        var cascade = new GainCascade([0], 1, false, [new double[9]], -1, scale);
        var given = new GivenAnswers(["a"], [0, -1], [9, 0], 9);
        Assert.Equal(1, cascade.Next(given, 1).Ask);
        Assert.Equal(0, cascade.End(given, 1));
    }

    [Fact]
    public void Agreement_OfAll_IsAcceptedAndTwoThatDifferAreEnoughToEscalate()
    {
        var cascade = AgreementRules.Of([0, 1, 2], 3, new MemberScale([0.6, 0.6, 0.6, 0.9], 20, [1, 1, 1, 2], [5, 5, 5, 5], 5, 1)).First();
        List<int> asked = [];
        Assert.Equal(1, Row([0, 0, 0, 5], 9).Play(cascade, asked.Add).Quality);
        Assert.Equal([0, 1, 2], asked);
        asked.Clear();
        Assert.Equal(0, Row([0, 1, 0, 5], 9).Play(cascade, asked.Add).Quality);
        Assert.Equal([0, 1, 3], asked);
        asked.Clear();
        Row([0, 0, 1, 5], 9).Play(cascade, asked.Add);
        Assert.Equal([0, 1, 2, 3], asked);
        Assert.Empty(AgreementRules.Of([0], 3, cascade.Scale));
    }

    [Fact]
    public void LearnedVote_OfAnyAnswers_HasAConfidenceAndAnAnswerThatWasGiven()
    {
        var rows = Questions(200, 8, 0.8, 0.6, 0.6);
        var vote = LearnedVoteFit.Of(rows, [0, 1, 2], MemberScaleFit.Of(rows));
        Gen.Int[-1, 3].Array[3].Sample(answers =>
        {
            var (answer, confidence) = vote.Decide(new GivenAnswers(["1", "-2", "3.5", "4"], answers, [10, 20, 30], 40));
            Assert.True(answers.All(a => a < 0) ? (answer, confidence) == (-1, 0) : answers.Contains(answer) && confidence is > 0 and <= 1);
        });
    }

    // Independent members; wrong ones pick one of nine answers.
    private static RecordedQuestion[] Questions(int count, int seed, params double[] accuracies)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Row([.. accuracies.Select(p => random.NextDouble() < p ? 0 : random.Next(1, 10))], 100))];
    }

    private static RecordedQuestion[] Kinds(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Row(
            (i % 3) switch
            {
                0 => [Mostly(), Mostly(), Mostly()],
                1 => [random.Next(1, 10), random.Next(1, 10), Mostly()],
                _ => [random.Next(1, 10), random.Next(1, 10), random.Next(1, 10)],
            },
            i % 3 == 2 ? 5000 : 500))];

        int Mostly() => random.NextDouble() < 0.95 ? 0 : random.Next(1, 10);
    }

    private static RecordedQuestion Row(int[] answers, int promptLength) =>
        new(new GivenAnswers(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], answers, [.. answers.Select(_ => 100)], promptLength), [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 2, 20, 30]);
}
