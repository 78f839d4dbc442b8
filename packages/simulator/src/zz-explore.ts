import { createInstrument } from '@mrmarket/market/instrument';
import { Exchange } from './exchange.ts';
import { GeneratedMarket } from './generated-market.ts';
import { queueModel } from './queue-model.ts';
const instrument = createInstrument({venue:'sim',product:'spot',symbol:'BTCUSDT',base:'BTC',quote:'USDT',tickSize:'0.01',lotSize:'0.00001'});
for (const seed of ['1','2','3']) {
const startUs=1_700_000_000_000_000;
const market = new GeneratedMarket({instrument, seed, startTick: 6_000_000, startUs});
let trades=0, lots=0, levels=0;
const exchange = new Exchange({instrument,index:0,fees:{maker:'0',taker:'0',asset:'quote'},queue:queueModel('riskAverse'),partial:true,consume:true,leverage:5,
 sink:{onNews(){},onFill(){},onTrade(a,b,c,d,e){trades++;lots+=d;market.onTrade(a,b,c,d,e);},onLevel(s,t){levels++;market.onLevel(s,t);}}});
let depth=0,rows=0,tr=0;
const L={onSnapshot(){},onDepth(_a:any,_b:any,_c:any,_d:any,_e:any,_f:any,_g:any,from:number,to:number){depth++;rows+=to-from;},onTrade(){tr++;}} as any;
const t0=performance.now();
let min=Infinity,max=0, steps=0, bad=0, endUs=startUs+600e6, one=0;
let spr=0,n=0;
while(market.nextExchangeUs()<=endUs){ market.stepExchange(exchange); steps++; market.skipLocal(-1);
 const next=market.nextExchangeUs();
 while(market.nextLocalUs()<=next) market.stepLocal(L,0);
 if(next>startUs){ const b=exchange.bestBid,a=exchange.bestAsk; if(b<0||a>2e9) one++; else if(b>=a) bad++; else {spr+=a-b;n++;} }
}
const ms=performance.now()-t0;
console.log(seed,{steps,trades,depth,rows,tr,levels,ms:Math.round(ms),evPerSec:Math.round((rows+tr)/ms*1000),perSimSec:(rows+tr)/620,bad,one,spread:spr/n,value:market.value.tick,tps:trades/620});
}
