using Mesh.Testing.Wire;

namespace Mesh.Testing.Engines.Pages;

/// <summary>The pages by which one kind of engine is told apart and read.</summary>
internal interface IEnginePages
{
    /// <summary>The version that it says it is, unless told otherwise.</summary>
    string Version { get; }

    /// <summary>Whether it listens before its model is loaded.</summary>
    bool ListensWhileLoading { get; }

    /// <summary>A page other than <c>/metrics</c>; null for a path that is not one of its pages.</summary>
    WireAnswer? Answer(WireRequest request, FakeEngine engine);

    /// <summary>The lines of its metrics page; null when it has none.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="old">Under the names of older versions.</param>
    IReadOnlyList<string>? Metrics(FakeEngine engine, bool old);
}
