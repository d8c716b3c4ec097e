namespace Mesh.Cli.Tests;

internal static class Wait
{
    public static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 3000, "did not come true");
            await Task.Delay(20);
        }
    }
}
