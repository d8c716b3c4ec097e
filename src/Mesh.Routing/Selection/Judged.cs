using Mesh.Contracts.Routing;

namespace Mesh.Routing.Selection;

/// <summary>One candidate while a decision is made: plain values, sorted without a call through a delegate.</summary>
internal struct Judged : IComparable<Judged>
{
    /// <summary>Its endpoint's place in the view.</summary>
    public int Endpoint;

    /// <summary>Its model's place in the view.</summary>
    public int Model;

    /// <summary>Which group it came with: earlier groups are asked first.</summary>
    public int Group;

    /// <summary>Whether it is asked only when nobody else is left.</summary>
    public bool Suspect;

    /// <summary>Whether its model's other endpoints go first this time, because it has only just come back.</summary>
    public bool Behind;

    /// <summary>Why it was left out.</summary>
    public Exclusion Excluded;

    /// <summary>Quality at the request's task, or in the mean where that is not told.</summary>
    public double Quality;

    /// <summary>How likely it is to fail.</summary>
    public double Risk;

    /// <summary>What it is worth that the conversation keeps its model.</summary>
    public double Stay;

    /// <summary>Expected cost in USD.</summary>
    public double CostUsd;

    /// <summary>Whether the cost rests on a default price.</summary>
    public bool CostEstimated;

    /// <summary>Predicted seconds.</summary>
    public double Seconds;

    /// <summary>Seconds by which it is ahead because the conversation was answered there.</summary>
    public double Warmth;

    /// <summary>What of <see cref="Seconds"/> is its engine's load's.</summary>
    public LoadParts Parts;

    /// <summary>Whether it must go out as a trial, whatever hangs there since before.</summary>
    public bool AwaitsTrial;

    /// <summary>Share of its capacity in use.</summary>
    public double Load;

    /// <summary>What its model is ranked by; higher first.</summary>
    public double Score;

    /// <summary>The best score among its model's endpoints.</summary>
    public double ModelScore;

    /// <summary>What the endpoint is ranked by inside its model; lower first.</summary>
    public double Key;

    /// <summary>Decides between equals.</summary>
    public double Tie;

    /// <inheritdoc/>
    public readonly int CompareTo(Judged other)
    {
        var order = Group.CompareTo(other.Group);
        order = order != 0 ? order : other.ModelScore.CompareTo(ModelScore);
        order = order != 0 ? order : Model.CompareTo(other.Model);
        order = order != 0 ? order : Behind.CompareTo(other.Behind);
        order = order != 0 ? order : Key.CompareTo(other.Key);
        return order != 0 ? order : Tie.CompareTo(other.Tie);
    }
}
