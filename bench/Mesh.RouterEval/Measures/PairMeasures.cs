namespace Mesh.RouterEval.Measures;

/// <summary>What a curve of a pair comes to.</summary>
/// <param name="Apgr">Mean share of the gap recovered.</param>
/// <param name="Cpt50">Least share of strong calls that recovers half of the gap.</param>
/// <param name="Cpt80">Least share of strong calls that recovers four fifths of it.</param>
/// <param name="Weak">Mean quality of the weak model.</param>
/// <param name="Strong">Mean quality of the strong model.</param>
internal sealed record PairMeasures(double Apgr, double Cpt50, double Cpt80, double Weak, double Strong);
