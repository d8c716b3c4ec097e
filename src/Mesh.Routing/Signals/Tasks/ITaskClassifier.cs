using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>Makes what tells tasks apart ready for a catalogue's own classes; asked once a revision, and answers without learning first.</summary>
public interface ITaskClassifier
{
    /// <summary>Ready for the built-in classes and <paramref name="own"/>.</summary>
    ITaskSignals ReadyFor(IReadOnlyList<TaskEntry> own);
}
