using Mesh.Silo.Hosting;

var (arguments, exit) = MeshCommandLine.Read(args);
if (exit is { } code)
{
    return code;
}

var settings = MeshSettings.From(arguments);
if (StartCheck.Run(settings) is { Count: > 0 } reasons)
{
    reasons.ToList().ForEach(Console.Error.WriteLine);
    return 1;
}

try
{
    await MeshHost.Build(settings).MapDoors().Announce(settings).RunAsync();
    return 0;
}
catch (Exception e) when (StartFault.Explain(e) is { } words)
{
    Console.Error.WriteLine(words);
    return 1;
}
