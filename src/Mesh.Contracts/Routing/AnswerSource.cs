namespace Mesh.Contracts.Routing;

/// <summary>Who gave an answer.</summary>
public enum AnswerSource
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>The exact cache: a model gave it to the same request before, or gives it to one at this moment.</summary>
    Exact,

    /// <summary>A rule of the route.</summary>
    Rule,

    /// <summary>The semantic cache: a model gave it before to a question in other words.</summary>
    Semantic,

    /// <summary>The nodes of a plan; each call of a model has a decision of its own.</summary>
    Plan,
}
