using Mesh.Grains.Hosting;
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
    var app = MeshHost.Build(settings).MapDoors().Announce(settings);
    var end = app.Services.GetRequiredService<ProcessEnd>();
    app.Lifetime.ApplicationStopping.Register(() => end.Within(TimeSpan.FromSeconds(settings.Shutdown)));
    await app.LookAtStoreAsync();
    await app.RunAsync();
    return end.Code;
}
catch (Exception e) when (StartFault.Explain(e) is { } words)
{
    Console.Error.WriteLine(words);
    return 1;
}
