"""The schematic map of the trunk roads."""

# Places of the nodes on the schematic map, in units of its grid: order and links are right, kilometres are not
METRO = {
    node: (float(x), float(y))
    for node, x, y in (
        entry.split(",")
        for entry in """
kabul,20,6 maidan_shahr,18,6 ghazni,16,4 qalat,15,3 kandahar,12,3 gereshk,8,3 delaram,6,3 farah_rud_junction,4,5 shindand,3,6
herat,3,8 qala_e_naw,4,9 bala_murghab,5,10 qaysar,6,11 maymana,7,12 andkhoy,9,14 sheberghan,10,15 mazar_e_sharif,13,15
khulm,15,15 aybak,16,14 pul_e_khumri,17,13 doshi,18,12 khinjan,19,11 salang,20,10 jabal_saraj,20,9 charikar,20,8 baghlan,18,14
kunduz,19,15 sher_khan_bandar,19,17 imam_sahib,20,16 taloqan,21,15 kishim,23,15 faizabad,25,15 baharak,26,14 ishkashim,27,13
hairatan,13,17 aqina,9,16 islam_qala,1,8 torghundi,3,10 zaranj,4,1 farah,2,5 abu_nasr_farahi,0,5 spin_boldak,13,2
wesh_chaman,14,1 surobi,22,6 jalalabad,27,6 torkham,29,6 pul_e_alam,20,4 gardez,20,2 khost,22,2 ghulam_khan,24,2 bamyan,16,8
shibar_pass,18,8 chisht_e_sharif,6,8 chaghcharan,9,8 lal,11,8 yakawlang,13,8 tarin_kot,12,5 lashkargah,10,1 asadabad,27,8
sharana,18,2 dand_e_patan,22,4 zaranj_milak,2,1 ishkashim_crossing,29,13 ai_khanom,22,16 angur_ada,18,0 tem_shighnan,27,15
qarghayi,24.5,6 mahmood_e_raqi,22,8 mehtarlam,24.5,8 bazarak,21.5,10.5 parun,27,10 sar_e_pul,10,13 nili,11,6""".split()
    )
}

BENDS = {
    "kabul-jalalabad": [(21, 5), (26, 5)]
}  # corners on the way of a stretch that would lie on another one
