namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Who is spoken of in a question.</summary>
[Flags]
internal enum Persons
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>Whoever asks acts: I, we.</summary>
    First = 1,

    /// <summary>Whoever is asked acts: you.</summary>
    Second = 2,

    /// <summary>A man: he, him, his.</summary>
    He = 4,

    /// <summary>A woman: she, her.</summary>
    She = 8,

    /// <summary>Others: they, them, their.</summary>
    They = 16,

    /// <summary>Something of whoever asks: my, our.</summary>
    Mine = 32,

    /// <summary>Something of whoever is asked: your.</summary>
    Yours = 64,
}
