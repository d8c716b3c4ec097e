using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mesh.Architecture.Tests;

public sealed class ClockTests
{
    private static readonly string[] s_clocks = ["DateTime.Now", "DateTime.UtcNow", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Environment.TickCount", "Environment.TickCount64"];
    private static readonly string[] s_deciding = ["src/Mesh.Routing", "src/Mesh.Strategies", "src/Mesh.Providers"];

    [Fact]
    public void Source_Time_ComesFromTheTimeProvider() =>
        Assert.Empty(from file in SourceTree.Under("src")
                     from access in file.Nodes<MemberAccessExpressionSyntax>()
                     where s_clocks.Contains(access.ToString()) || access.Expression.ToString() == "Stopwatch"
                     select $"{file.Path}: {access}");

    [Fact]
    public void Source_Waits_RunOnTheTimeProvider() =>
        Assert.Empty(from file in SourceTree.Under("src")
                     from call in file.Nodes<InvocationExpressionSyntax>()
                     where call.Expression.ToString() == "Task.Delay" && call.ArgumentList.Arguments.Count < 2
                     select $"{file.Path}: {call}");

    [Fact]
    public void Anything_Sleeping_IsNotWritten() =>
        Assert.Empty(from file in SourceTree.Files
                     from access in file.Nodes<MemberAccessExpressionSyntax>()
                     where access.ToString() == "Thread" + ".Sleep"
                     select file.Path);

    [Fact]
    public void Randomness_InDecisions_IsInjected() =>
        Assert.Empty(from room in s_deciding
                     from file in SourceTree.Under(room)
                     where file.Nodes<IdentifierNameSyntax>().Any(n => n.Identifier.Text == "Random")
                     select file.Path);
}
