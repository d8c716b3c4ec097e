namespace Mesh.Contracts.Catalog.Rules;

/// <summary>How two expressions of a rule are joined or compared.</summary>
public enum RuleOperator
{
    /// <summary>Both hold; the second is not looked at where the first does not.</summary>
    And,

    /// <summary>One holds; the second is not looked at where the first does.</summary>
    Or,

    /// <summary>They are the same.</summary>
    Equal,

    /// <summary>They are not the same.</summary>
    NotEqual,

    /// <summary>The first is less.</summary>
    Less,

    /// <summary>The first is at most the second.</summary>
    AtMost,

    /// <summary>The first is more.</summary>
    Greater,

    /// <summary>The first is at least the second.</summary>
    AtLeast,

    /// <summary>The first is one of the second.</summary>
    In,
}
