using Mesh.Cli;
using Mesh.Cli.Terminals;

return await MeshCommandLine.RunAsync(args, Terminal.OfProcess());
