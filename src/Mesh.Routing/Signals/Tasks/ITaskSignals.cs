using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>Tells what kind of task a request is, and how hard. Calls nobody and keeps nothing of the request; safe from any thread.</summary>
public interface ITaskSignals
{
    /// <summary>The class of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="message">What the user says last, at most 64 Ki characters.</param>
    TaskReading Read(ChatRequest request, string message);

    /// <summary>How likely each class is that the request may belong to; together 1 where anything is told.</summary>
    /// <inheritdoc cref="Read"/>
    IReadOnlyList<TaskReading> Shares(ChatRequest request, string message);

    /// <summary>How hard a request is, 0 to 1.</summary>
    /// <param name="message">What the user says last, at most 64 Ki characters.</param>
    double Complexity(string message);
}
