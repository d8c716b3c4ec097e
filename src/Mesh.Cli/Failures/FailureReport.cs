using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using Mesh.Cli.Terminals;
using Mesh.Client.Errors;
using Mesh.Keys;
using Microsoft.Extensions.Options;

namespace Mesh.Cli.Failures;

/// <summary>Tells what went wrong in a line or two, and by the exit code.</summary>
internal static class FailureReport
{
    private const string StartOne = "Start one with 'dotnet run --project src/Mesh.Silo', or say where it is with --grpc and --admin (MESH_GRPC, MESH_ADMIN).";

    /// <summary>Whether a command may end so. Anything else is a defect, and is seen as one.</summary>
    public static bool IsExpected(Exception e) => e is MeshClientException or RpcException or CommandFailure or KeyFileException or OptionsValidationException or OperationCanceledException;

    /// <summary>Writes the lines and gives the exit code.</summary>
    public static async Task<int> WriteAsync(Terminal terminal, Exception e)
    {
        var (code, lines) = e switch
        {
            OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled } => (ExitCode.Ended, []),
            CommandFailure failure => (failure.ExitCode, new[] { failure.Message, failure.Mend }),
            OptionsValidationException options => (ExitCode.Usage, options.Failures.Select(InOptions).ToArray()),
            RpcException rpc => Mesh(MeshClientException.From(rpc)),
            MeshClientException mesh => Mesh(mesh),
            _ => (ExitCode.Refused, new[] { e.Message }),
        };
        var lead = "mesh: ";
        foreach (var line in lines.OfType<string>())
        {
            await terminal.Error.WriteLineAsync(lead + terminal.ForError(line));
            lead = "  ";
        }

        return code;
    }

    /// <summary>Tells what is wrong with the command line.</summary>
    public static async Task<int> UsageAsync(Terminal terminal, ParseResult parsed)
    {
        // A command that is not known leaves its place empty too; once is enough.
        var unknown = parsed.UnmatchedTokens.Count > 0;
        foreach (var error in parsed.Errors.Where(e => !unknown || e.SymbolResult is not System.CommandLine.Parsing.CommandResult || e.Message.Contains(parsed.UnmatchedTokens[0], StringComparison.Ordinal)))
        {
            await terminal.Error.WriteLineAsync($"mesh: {terminal.ForError(error.Message)}");
        }

        var names = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        var parent = parsed.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } above ? $" {above.Command.Name}" : "";
        await terminal.Error.WriteLineAsync($"  'mesh{parent}{names} --help' tells how it is used.");
        return ExitCode.Usage;
    }

    private static (int Code, string?[] Lines) Mesh(MeshClientException e) => e switch
    {
        { Code: MeshErrorCode.Unavailable, Reason: MeshClientException.Unreachable } => (ExitCode.Unreachable, [e.Message, StartOne]),
        _ => (ExitCode.Refused, [e.Message, Details(e)]),
    };

    private static string Details(MeshClientException e)
    {
        var code = JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Code.ToString());
        string?[] parts =
        [
            e.Reason == code ? code : $"{code}: {e.Reason}",
            e.Field is null ? null : $"field {e.Field}",
            e.RetryAfter is { } wait ? $"retry after {wait.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s" : null,
            e.UpstreamStatus is { } status ? $"'{e.Endpoint}' answered HTTP {status}" : null,
            e.Interruption is { } soFar ? $"{soFar.DeliveredCharacters} characters of {soFar.Endpoint}'s answer had come" : null,
            e.Attempts.Count > 0 ? $"attempts: {string.Join("; ", e.Attempts)}" : null,
            e.DecisionId is { } decision ? $"decision {decision}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    // The client's options have other names on the command line.
    private static string InOptions(string failure) => failure
        .Replace("Address: ", "--grpc, --admin: ", StringComparison.Ordinal)
        .Replace("Key: ", "--key: ", StringComparison.Ordinal)
        .Replace("set AllowKeyInPlainText", "say --insecure", StringComparison.Ordinal)
        .Replace("into Key", "into --key or MESH_KEY", StringComparison.Ordinal)
        .Replace("Leave it null", "Leave it out", StringComparison.Ordinal);
}
