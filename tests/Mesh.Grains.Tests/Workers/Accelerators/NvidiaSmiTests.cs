using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers.Accelerators;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Workers.Accelerators;

public sealed class NvidiaSmiTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("NVIDIA H100 80GB HBM3\nNVIDIA H100 80GB HBM3\n", "2 x NVIDIA H100 80GB HBM3")]
    [InlineData("Tesla T4\r\n", "1 x Tesla T4")]
    [InlineData("NVIDIA A100-SXM4-40GB\nNVIDIA GeForce RTX 4090\nNVIDIA A100-SXM4-40GB\n", "2 x NVIDIA A100-SXM4-40GB, 1 x NVIDIA GeForce RTX 4090")]
    [InlineData("[GPU requires reset]\nNVIDIA L40S\n", "1 x NVIDIA L40S")]
    [InlineData("No devices were found\n", null)]
    [InlineData("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n", null)]
    [InlineData("Failed to initialize NVML: Unknown Error.\n", null)]
    [InlineData("", null)]
    public void Text_AsItIsPrinted_IsToldInWords(string text, string? words) => Assert.Equal(words, NvidiaSmiText.Describe(text));

    [Fact]
    public async Task Tool_ThatIsNotThere_TellsNothing() => Assert.Null(await Tool(_folder.File("none")).DescribeAsync(CancellationToken.None));

    [Fact]
    public async Task Tool_ThatAnswers_IsAskedWithFixedArguments()
    {
        var tool = Script("""[ "$*" = "--query-gpu=name --format=csv,noheader" ] && echo "NVIDIA L4" """);

        Assert.Equal("1 x NVIDIA L4", await Tool(_folder.File("none"), tool).DescribeAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("echo 'NVIDIA L4'; exit 9")]
    [InlineData("exit 0")]
    public async Task Tool_ThatFails_TellsNothing(string script) => Assert.Null(await Tool(Script(script)).DescribeAsync(CancellationToken.None));

    [Fact]
    public async Task Tool_ThatIsNoProgram_TellsNothing()
    {
        await File.WriteAllTextAsync(_folder.File("text"), "hello");

        Assert.Null(await Tool(_folder.File("text")).DescribeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Tool_ThatHangs_IsEndedOnceThePatienceIsOver()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var mark = _folder.File("mark");
        var asking = new NvidiaSmi([Script($"echo $$ > {mark}; exec sleep 600")], time, NullLogger<NvidiaSmi>.Instance).DescribeAsync(CancellationToken.None);
        await Wait.UntilAsync(() => File.Exists(mark) && File.ReadAllText(mark).EndsWith('\n'), "the tool runs", seconds: 30);

        time.Advance(NvidiaSmi.Patience);

        Assert.Null(await asking.WaitAsync(TimeSpan.FromMinutes(1)));
        var process = $"/proc/{File.ReadAllText(mark).Trim()}/cmdline";
        await Wait.UntilAsync(() => CommandLine(process).Length == 0, "the tool has ended", seconds: 30);
    }

    // One that has ended may go between any two looks at it.
    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(process);
        }
        catch (IOException)
        {
            return "";
        }
    }

    // By a clock that stands: a busy machine may take long to start a program.
    private static NvidiaSmi Tool(params string[] files) => new(files, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(), NullLogger<NvidiaSmi>.Instance);

    private string Script(string body)
    {
        var file = _folder.File($"tool-{Guid.NewGuid():N}");
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return file;
    }
}
