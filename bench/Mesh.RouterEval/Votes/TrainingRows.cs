using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.RouterEval.Votes;

/// <summary>The questions that a method is chosen on, and what all methods read from them.</summary>
internal sealed class TrainingRows
{
    public TrainingRows(AnswerTable table, RecordedQuestion[] rows)
    {
        (Table, Rows, Scale) = (table, rows, MemberScaleFit.Of(rows));
        Costs = [.. table.Models.Select((_, m) => rows.Average(r => r.Costs[m]))];
        ByAccuracy = [.. MemberSelection.Best(Scale, table.Models.Length)];
        PricedByAccuracy = [.. ByAccuracy.Where(table.Priced.Contains)];
        Ones = [.. table.Models.Select(_ => 1.0)];
    }

    public AnswerTable Table { get; }

    public RecordedQuestion[] Rows { get; }

    public MemberScale Scale { get; }

    public double[] Costs { get; }

    public int[] ByAccuracy { get; }

    public int[] PricedByAccuracy { get; }

    public IReadOnlyList<CascadeCandidate> Frontier => field ??= GainCascadeFit.Frontier(Rows, Scale, new GainFitSettings());

    public double[] Ones { get; }

    /// <summary>The strongest priced model.</summary>
    public int Strongest => PricedByAccuracy[0];

    public string Names(IEnumerable<int> members) => string.Join(" + ", members.Select(m => Table.Models[m]));
}
