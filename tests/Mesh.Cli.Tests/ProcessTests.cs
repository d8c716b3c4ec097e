using System.Diagnostics;

namespace Mesh.Cli.Tests;

/// <summary>The built program, as a process with pipes.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Chat_Piped_GivesTheAnswerWithoutEscapes()
    {
        await using var mesh = await CliMesh.StartAsync();

        var (code, output, error) = await RunAsync("Grüße?", "chat", "-", "--grpc", mesh.Mesh.GrpcUrl);

        Assert.True(code == 0, error);
        Assert.Equal("Hello there.\n", output);
        Assert.StartsWith("-- m @ m-api", error, StringComparison.Ordinal);
        Assert.Equal("Grüße?", mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Command_NobodyThere_ExitsWith3()
    {
        var (code, output, error) = await RunAsync("", "models", "--grpc", "http://127.0.0.1:1");

        Assert.Equal((3, ""), (code, output));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    // Beside its own configuration, as 'dotnet run' starts it; the copy beside the tests has theirs.
    private static string Program()
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = tests;
        while (!File.Exists(Path.Combine(root.FullName, "MeshSilo.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("no MeshSilo.sln above the tests");
        }

        return Path.Combine(root.FullName, "src", "Mesh.Cli", "bin", tests.Parent!.Name, tests.Name, "mesh.dll");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program(), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await error);
    }
}
