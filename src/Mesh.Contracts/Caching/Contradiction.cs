namespace Mesh.Contracts.Caching;

/// <summary>In what two questions differ that look alike, so that one's answer is not the other's.</summary>
public enum Contradiction
{
    /// <summary>Their languages.</summary>
    Language,

    /// <summary>Numbers, quantities, dates or their units.</summary>
    Numbers,

    /// <summary>What is quoted, code, identifiers and addresses.</summary>
    Literals,

    /// <summary>Names.</summary>
    Names,

    /// <summary>What is denied.</summary>
    Negation,

    /// <summary>Words that are each other's opposite, or bound what is asked.</summary>
    Opposites,

    /// <summary>Things of one kind: another country, currency, day or system.</summary>
    Kinds,

    /// <summary>Whose, or who.</summary>
    Persons,

    /// <summary>What is asked of it: what, how, why, when, whether, in which time.</summary>
    Question,

    /// <summary>What comes first of two things, or goes from one to the other.</summary>
    Order,

    /// <summary>A word in an otherwise like wording.</summary>
    Wording,
}
