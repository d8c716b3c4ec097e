using System.Globalization;
using Mesh.RouterEval.Votes;
using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Load.Recorded;

/// <summary>Single models, votes, cascades and a gate over final answers of several models, fitted on some questions as plans of the catalogue.</summary>
internal static class VotePlans
{
    public const string Strongest = "strongest priced model";
    private const int Five = 5;
    /// <summary>What the strongest model's whole cost is worth in quality, for each row of `auto`.</summary>
    public static readonly double[] Prices = [0.5, 0.2, 0.1, 0.05, 0.02, 0];

    // What the strongest model's whole cost is worth in quality, where one trade-off must be taken.
    private const double Worth = VoteMethods.OfStrongest;

    /// <summary>A bed of plans fitted on one table, with the questions of another one that has the same models.</summary>
    /// <param name="fitted">The questions that plans are fitted on.</param>
    /// <param name="asked">The questions that are asked.</param>
    public static RecordedBed Bed(AnswerTable fitted, AnswerTable asked)
    {
        var t = new TrainingRows(fitted, fitted.Rows);
        RecordedModel[] models = [.. fitted.Models.Select((m, i) => new RecordedModel(m, fitted.Prices[i], t.Scale.Accuracies[i]))];
        return new RecordedBed(models, [.. asked.Prompts.Select((p, i) => Question(asked, i, p))], [.. Plans(t, asked)]);
    }

    private static RecordedQuestion Question(AnswerTable asked, int at, string prompt) => new(prompt,
    [
        .. asked.Models.Select((_, m) =>
        {
            var (given, characters) = (asked.Texts[at][m], asked.Rows[at].Given.Lengths[m]);
            var (input, output) = RouterEval.Sources.Price.Tokens(prompt.Length, characters);

            // The output of a program may be blank, which no chat can say but as it stands in a program.
            var said = given is not null && asked.Forms[at] is AnswerForm.Exact && string.IsNullOrWhiteSpace(given) ? $"'{given}'" : given ?? "";
            return new RecordedAnswer(said, given is null ? 0 : asked.Marks[at][m], input, output, SimulatedSeconds.Of(asked.Rows[at], m));
        }),
    ]);

    private static IEnumerable<FittedPlan> Plans(TrainingRows t, AnswerTable asked)
    {
        var strongest = Alone(t, Strongest, t.Strongest, asked);
        yield return strongest;
        foreach (var model in t.Table.Priced)
        {
            yield return Alone(t, t.Table.Models[model], model, asked);
        }

        yield return Alone(t, "best model, priced or not", t.ByAccuracy[0], asked);
        yield return Vote(t, "majority of 3", t.PricedByAccuracy, 3, false, asked);
        yield return Vote(t, "majority of 5", t.PricedByAccuracy, Five, false, asked);
        yield return Vote(t, "weighted vote of 5", t.PricedByAccuracy, Five, true, asked);
        yield return Vote(t, "majority of 5, priced or not", t.ByAccuracy, Five, false, asked);
        yield return Vote(t, "weighted vote of 5, priced or not", t.ByAccuracy, Five, true, asked);
        yield return Gate(t, asked);
        foreach (var (share, name) in ((double, string)[])[(1, "100%"), (0.99, "99%"), (0.95, "95%")])
        {
            yield return Agreeing(t, share, name, asked) ?? strongest with { Name = $"cascade, all agree, goal {name}" };
        }

        foreach (var (share, name) in ((double, string)[])[(1, "100%"), (0.99, "99%"), (0.95, "95%")])
        {
            var candidate = t.Frontier.FirstOrDefault(c => c.Quality >= share * CascadeMethods.Reached(t, t.Strongest));
            yield return candidate is null ? strongest with { Name = $"cascade by expected gain, goal {name}" } : Gain(t, $"cascade by expected gain, goal {name}", candidate, asked);
        }

        foreach (var price in Prices)
        {
            yield return Auto(t, price, asked);
        }

        yield return SelectPlan.Of(t, Worth, asked);
        yield return Auto(t, Worth, asked) with { Name = "`auto` of 10 points, the same questions again (cache)", IsCached = true, Expected = i => new Played(Auto(t, Worth, asked).Expected(i).Quality, 0, 0) };
    }

    /// <summary>The row of `auto` at a price of quality.</summary>
    public static string AutoName(double price) => string.Create(CultureInfo.InvariantCulture, $"`auto`, the strongest's cost worth {100 * price:0} points");

    internal static FittedPlan Alone(TrainingRows t, string name, int model, AnswerTable asked)
    {
        var play = VoteMethods.Single(t, model).Play;
        return new FittedPlan(name, null, RecordedModel.Name(model), i => play(asked.Rows[i]), t.Table.Models[model]);
    }

    private static FittedPlan Vote(TrainingRows t, string name, int[] ranked, int count, bool weighted, AnswerTable asked)
    {
        var members = ranked[..Math.Min(count, ranked.Length)];
        var play = VoteMethods.Weighed(t, members, weighted ? t.Scale.Weights : t.Ones).Play;
        return new FittedPlan(name, $"{{ {Ensemble(members, weighted, t.Scale.Answers)} }}", null, i => play(asked.Rows[i]), t.Names(members));
    }

    // Every member is waited for, so that what a vote costs is what its members cost.
    internal static string Ensemble(int[] members, bool weighted, double answers) => string.Create(
        CultureInfo.InvariantCulture,
        $"ensemble: {{ members: [{string.Join(", ", members.Select(Leaf))}], combine: {(weighted ? $"weighted, plausible: {Math.Round(answers):0}" : "vote")}, earlyStop: false }}");

    internal static string Leaf(int model) => $"{{ model: {RecordedModel.Name(model)} }}";

    private static FittedPlan Gate(TrainingRows t, AnswerTable asked)
    {
        double Value(int model) => Math.Max(0, t.Scale.Accuracies[model] - (Worth * t.Costs[model] / t.Costs[t.Strongest]));
        var chosen = t.PricedByAccuracy.MaxBy(Value);
        var experts = t.PricedByAccuracy.Select(m => string.Create(CultureInfo.InvariantCulture, $"{{ name: {RecordedModel.Name(m)}, tasks: {{ {RecordedCatalog.Task}: {Value(m):0.0000} }}, model: {RecordedModel.Name(m)} }}"));
        var play = VoteMethods.Single(t, chosen).Play;
        return new FittedPlan("gate: best value of the task", $"{{ gate: {{ experts: [{string.Join(", ", experts)}], least: 0 }} }}", null, i => play(asked.Rows[i]), t.Table.Models[chosen]);
    }

    private static FittedPlan Gain(TrainingRows t, string name, CascadeCandidate candidate, AnswerTable asked)
    {
        var (play, chosen) = CascadeMethods.Gain(t, candidate);
        return candidate.Cascade.Members.Length == 0 ? new FittedPlan(name, null, RecordedModel.Name(candidate.Cascade.Last), i => play(asked.Rows[i]), chosen) : new FittedPlan(
            name,
            $"{{ cascade: [{string.Join(", ", candidate.Cascade.Members.Append(candidate.Cascade.Last).Select(Leaf))}], gains: {FittedPlan.Scorer} }}",
            null,
            i => play(asked.Rows[i]),
            chosen)
        {
            Artifact = GainArtifact.Of(candidate.Cascade, DateTimeOffset.UnixEpoch).ToJson(),
        };
    }

    // The best of the single models, cascades and the vote by quality less price on the questions that all were fitted on. What a cascade costs depends on
    // how often it goes on, which nobody predicts for one request: the choice is the class's, and the route's plan is what was chosen.
    private static FittedPlan Auto(TrainingRows t, double price, AnswerTable asked)
    {
        var (name, worth) = (AutoName(price), price / t.Costs[t.Strongest]);
        var cascade = t.Frontier.MaxBy(c => c.Quality - (worth * c.Cost))!;
        var members = t.PricedByAccuracy[..Math.Min(Five, t.PricedByAccuracy.Length)];
        var vote = VoteChoice.Of(t.Rows, members);
        return vote.Unseen[VoteRule.Weighted] - (worth * members.Sum(m => t.Costs[m])) > cascade.Quality - (worth * cascade.Cost)
            ? Vote(t, name, t.PricedByAccuracy, Five, true, asked)
            : Gain(t, name, cascade, asked);
    }

    private static FittedPlan? Agreeing(TrainingRows t, double share, string name, AnswerTable asked) =>
        CascadeMethods.Agreeing(t, share) is not var (tier, last) ? null : new FittedPlan(
            $"cascade, all agree, goal {name}",
            $"{{ cascade: [{{ {Ensemble(tier, false, 0)}, accept: {{ confidence: 1, sources: [agreement] }} }}, {Leaf(last)}] }}",
            null,
            i => CascadeMethods.Play(asked.Rows[i], tier, last),
            $"{t.Names(tier)} > {t.Table.Models[last]}");
}
