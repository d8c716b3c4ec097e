namespace Mesh.Routing.Tasks;

/// <summary>A kind of work that prompts ask for: a built-in one, or an organisation's own from its catalogue.</summary>
/// <param name="Name">Its name; parts of a family are written with a dot ("legal.contract-review").</param>
/// <param name="Parent">The class that it is a special case of; null for none.</param>
/// <param name="Description">What belongs to it, in a sentence; counts as one more example where it isn't empty.</param>
/// <param name="Examples">Prompts of this class, at least one; some twenty tell it apart from most others.</param>
public sealed record TaskClass(string Name, string? Parent, string Description, IReadOnlyList<string> Examples);
